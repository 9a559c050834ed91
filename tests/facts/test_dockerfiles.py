from auditor.facts.containers.dockerfiles import Dockerfile, parse_dockerfile


def dockerfile(*lines: str) -> Dockerfile:
    return parse_dockerfile("\n".join(lines), "Dockerfile")


def commands(file: Dockerfile) -> list[tuple[str, int, int]]:
    return [(" ".join(c.words), c.start, c.end) for one in file.instructions for c in one.commands]


def test_instructions_over_several_lines_keep_the_lines_of_their_commands() -> None:
    file = dockerfile(
        "# syntax=docker/dockerfile:1",
        "FROM python:3.12",
        "RUN apt-get update && \\",
        "    # the compiler",
        "    apt-get install -y gcc \\",
        "",
        "      git",
        "RUN --mount=type=cache,target=/root/.cache \\",
        "    pip install . \\",
        "    # and this one",
        "    torch",
        'ENTRYPOINT ["uvicorn", "shop:app", \\',
        '    "--port", "80"]',
        '# CMD ["old"]',
        "CMD exec gunicorn shop:app \\",
    )
    assert [(one.name, one.place.start, one.place.end) for one in file.instructions] == [
        ("FROM", 2, 2),
        ("RUN", 3, 7),
        ("RUN", 8, 11),
        ("ENTRYPOINT", 12, 13),
        ("CMD", 15, 15),
    ]
    assert commands(file) == [
        ("apt-get update", 3, 3),
        ("apt-get install -y gcc git", 5, 7),
        ("pip install . torch", 9, 11),
        ("uvicorn shop:app --port 80", 12, 13),
        ("exec gunicorn shop:app", 15, 15),
    ]
    assert file.does_something
    assert str(file.place) == "Dockerfile:2-15"


def test_here_documents_are_scripts_or_files_and_never_instructions() -> None:
    file = dockerfile(
        "FROM debian",
        "RUN <<EOF",
        "apt-get update",
        "FROM nowhere",
        "EOF",
        "COPY <<'CONF' /etc/app.conf",
        "RUN not-live",
        "CONF",
        "RUN python <<SCRIPT",
        "print(1)",
        "SCRIPT",
        "USER app",
    )
    assert [one.name for one in file.instructions] == ["FROM", "RUN", "COPY", "RUN", "USER"]
    assert file.base_images == ("debian",)
    assert commands(file) == [("apt-get update", 3, 3), ("FROM nowhere", 4, 4), ("python", 9, 9)]
    assert file.instructions[2].place.end == 8


def test_stages_and_what_they_build_on() -> None:
    file = dockerfile(
        "ARG TAG=3.12",
        "FROM --platform=linux/amd64 python:${TAG}-slim AS build",
        "COPY . .",
        "FROM build",
        'COPY --from=build --chown=app ["a b", "/out"]',
    )
    assert [(stage.image, stage.name, stage.place.start) for stage in file.stages] == [
        ("python:3.12-slim", "build", 2),
        ("build", "", 4),
    ]
    assert file.base_images == ("python:3.12-slim",)
    copy = file.of("COPY")[1]
    assert (copy.option("from"), copy.arguments) == ("build", ("a b", "/out"))


def test_files_that_do_nothing() -> None:
    assert not dockerfile("FROM python:3.12", "EXPOSE 80").does_something
    assert not dockerfile("RUN pip install .").does_something
    empty, remarks = dockerfile(""), dockerfile("# FROM python:3.12", "#RUN pip install .")
    assert empty.is_empty
    assert not empty.commented_out
    assert remarks.is_empty
    assert remarks.commented_out
    assert not dockerfile("# From here on, run it by hand").commented_out


def test_nonsense_is_read_as_far_as_it_goes() -> None:
    file = dockerfile("ARG '", "FROM ", "FROM a", 'RUN ["x", 1]', "nonsense", "RUN echo 'a")
    assert file.base_images == ("a",)
    assert file.does_something
