from auditor.facts.containers import Containers
from tests.repositories import facts_of

_DOCKERFILE = "FROM python:3.12\nRUN pip install .\n"


def containers(files: dict[str, str | bytes]) -> Containers:
    with facts_of(files) as facts:
        return facts.containers


def test_dockerfiles_under_many_names() -> None:
    names = [
        "Containerfile",
        "Dockerfile",
        "api/dockerfile",
        "build/Dockerfile.train",
        "docker/serve",
        "dockerfiles/api.dockerfile",
        "old/Dockerfile_gpu",
        "train.Dockerfile",
        "wandb.docker",
    ]
    found = containers(dict.fromkeys(names, _DOCKERFILE))
    assert [file.path for file in found.dockerfiles] == names


def test_what_only_speaks_of_docker_is_no_dockerfile() -> None:
    files = {
        ".dockerignore": "data",
        "Makefile.docker": "build:\n\tdocker build .\n",
        "docker/entrypoint.sh": "exec serve",
        "docker/requirements.txt": "numpy",
        "docs/docker.md": _DOCKERFILE,
        "how_to_docker.txt": "From here on, type\ndocker build .",
        "site-packages/x/Dockerfile": _DOCKERFILE,
    }
    assert containers(dict(files)).dockerfiles == ()


def test_a_file_that_is_not_sure_to_be_one_must_look_like_one() -> None:
    found = containers(
        {"docker/a": "# base\n\nARG X=1\nFROM y", "docker/b": "FROM y\n", "docker/c": "From there to here\n"}
    )
    assert [file.path for file in found.dockerfiles] == ["docker/a", "docker/b"]


def test_compose_services_and_the_files_that_they_are_built_from() -> None:
    found = containers(
        {
            "deploy/docker-compose.prod.yml": """
                services:
                  api:
                    image: shop/api
                    build:
                      context: ..
                      dockerfile: docker/api.dockerfile
                    command: uvicorn shop:app --port 80
                  web:
                    build: ./web
                    entrypoint: ["npm", "start"]
                  # old:
                  #   build: .
                """,
            "compose.yaml": "services:\n  x: {restart: always}",
            "stack.yml": "stages: [a]",
        }
    )
    [file] = found.compose_files
    api, web = file.services
    assert (api.name, api.image, api.build, api.dockerfile) == ("api", "shop/api", ".", "docker/api.dockerfile")
    assert (web.build, web.dockerfile) == ("deploy/web", "deploy/web/Dockerfile")
    assert [(command.words[0], command.start) for service in file.services for command in service.commands] == [
        ("uvicorn", 7),
        ("npm", 10),
    ]
    assert str(api.place) == "deploy/docker-compose.prod.yml:2-7"


def test_development_containers_are_apart() -> None:
    found = containers(
        {
            ".devcontainer/devcontainer.json": b'// see https://host\n{\n\t"name": "x", // a remark\n'
            b'\t/* and\n more */\n\t"build": {"dockerfile": "Dockerfile"},\n}\n',
            ".devcontainer/Dockerfile": _DOCKERFILE,
        }
    )
    assert [(one.dockerfile, one.place.start) for one in found.development] == [(".devcontainer/Dockerfile", 2)]
    assert [file.is_for_development for file in found.dockerfiles] == [True]


def test_sources_that_are_not_in_the_tree() -> None:
    with facts_of(
        {
            "docker/api.dockerfile": """
                FROM python:3.12
                COPY src/ pyproject.toml ./
                COPY models/best.pt .git models/
                COPY page.html start.sh $WHERE https://host/x weights/* /app/
                COPY --from=build /app/dist dist
                """,
            "docker-compose.yml": "services: {api: {build: {context: web, dockerfile: ../docker/api.dockerfile}}}",
            "pyproject.toml": "",
            "src/a.py": "",
            "web/page.html": "",
            "docker/start.sh": "",
        }
    ) as facts:
        missing = facts.containers.missing_sources(facts.snapshot)
    assert [(one.source, one.instruction.place.start) for one in missing] == [("models/best.pt", 3), (".git", 3)]


def test_a_broken_compose_file_is_reported() -> None:
    with facts_of({"docker-compose.yml": "services: [", "Dockerfile": _DOCKERFILE}) as facts:
        assert len(facts.containers.dockerfiles) == 1
        assert [problem.path for problem in facts.snapshot.unread] == ["docker-compose.yml"]
