import json

from auditor.facts.cloudbuild import CloudBuild
from tests.repositories import facts_of


def builds(files: dict[str, str]) -> list[CloudBuild]:
    with facts_of(files) as facts:
        return facts.cloud_builds


BUILD = """
    steps:
    - name: gcr.io/cloud-builders/docker:latest
      id: build
      args: ['build', '-t', '$_IMAGE',
             '.']

    - name: gcr.io/google.com/cloudsdktool/cloud-sdk
      entrypoint: bash
      args:
      - -c
      - |
        gcloud auth list
        gcloud run deploy app --image $_IMAGE
    - name: ubuntu
      script: |
        #!/bin/bash
        make test
    images: ['$_IMAGE']
    substitutions: {_IMAGE: europe-docker.pkg.dev/p/app}
    options: {logging: CLOUD_LOGGING_ONLY}
    """


def test_a_build_is_known_by_its_shape_whatever_its_name() -> None:
    [build] = builds({"deployment/api.yaml": BUILD})
    assert [(step.image, step.id, str(step.place)) for step in build.steps] == [
        ("gcr.io/cloud-builders/docker:latest", "build", "deployment/api.yaml:2-5"),
        ("gcr.io/google.com/cloudsdktool/cloud-sdk", "", "deployment/api.yaml:7-13"),
        ("ubuntu", "", "deployment/api.yaml:14-17"),
    ]
    assert [(" ".join(one.words), one.start, one.end) for step in build.steps for one in step.commands] == [
        ("docker build -t $_IMAGE .", 4, 5),
        ("gcloud auth list", 12, 12),
        ("gcloud run deploy app --image $_IMAGE", 13, 13),
        ("make test", 17, 17),
    ]
    assert build.images == ("$_IMAGE",)
    assert build.substitutions == {"_IMAGE": "europe-docker.pkg.dev/p/app"}
    assert build.options == {"logging": "CLOUD_LOGGING_ONLY"}


def test_a_json_file_counts_by_its_name() -> None:
    text = json.dumps({"steps": [{"name": "gcr.io/cloud-builders/docker", "args": ["push", "x"]}]})
    [build] = builds({"cloudbuild.json": text, "metrics.json": text})
    assert build.steps[0].commands[0].words == ("docker", "push", "x")


def test_other_files_with_steps_are_no_builds() -> None:
    assert (
        builds(
            {
                "pipeline.yaml": "steps:\n- name: scale\n  args: {mean: 0}\n",
                "plan.yaml": "steps: 1000\n",
                "kiln.yaml": "steps: [{name: eu.gcr.io/x}]\n",
                "outputs/2026-01-01/10-00-00/.hydra/config.yaml": "steps: [{name: gcr.io/x/y, args: [a]}]\n",
            }
        )
        == []
    )


def test_a_commented_out_build_is_told() -> None:
    [build] = builds({"cloudbuild.yaml": "# steps:\n# - name: docker\n#   args: [build, .]\n", "b.yaml": "# steps:"})
    assert build.commented_out
    assert build.steps[0].commands[0].words == ("docker", "build", ".")
    assert str(build.steps[0].place) == "cloudbuild.yaml:2-3"


def test_a_broken_build_is_unread() -> None:
    with facts_of({"cloudbuild.yaml": "steps: [", "other.yaml": "steps: ["}) as facts:
        assert facts.cloud_builds == []
        assert [problem.path for problem in facts.snapshot.unread] == ["cloudbuild.yaml"]
