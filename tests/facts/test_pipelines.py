from auditor.facts.pipelines import read_pipelines
from tests.repositories import repository_of


def test_pipelines_of_other_providers_with_their_commands() -> None:
    files = {
        ".gitlab-ci.yml": """
            test:
              script:
                - pip install .
                - pytest --cov
            # lint:
            #   script: [ruff check]
            """,
        ".circleci/config.yml": """
            jobs:
              build:
                steps:
                  - checkout
                  - run: {name: Tests, command: pytest}
            """,
        "Jenkinsfile": """
            pipeline { stages { stage('Test') { steps {
                // sh 'flake8'
                sh 'pytest tests'
                sh(script: '''
                    make docs
                ''')
            } } } }
            """,
        "backend/.travis.yml": "script: pytest",
    }
    with repository_of(files) as repository:
        found = read_pipelines(repository.snapshot)
    assert [
        (one.provider, [(" ".join(command.words), command.start) for command in one.commands]) for one in found
    ] == [
        ("CircleCI", [("pytest", 5)]),
        ("GitLab CI", [("pip install .", 3), ("pytest --cov", 4)]),
        ("Jenkins", [("pytest tests", 3), ("make docs", 5)]),
    ]


def test_a_broken_pipeline_is_unread() -> None:
    with repository_of({".travis.yml": "script: ["}) as repository:
        assert read_pipelines(repository.snapshot) == []
        assert [problem.path for problem in repository.snapshot.unread] == [".travis.yml"]
