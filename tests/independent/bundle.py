"""Checks a bundle by programs of others: RO-Crate's validator and Frictionless.

    bundle.py BUNDLE.crate.zip

No network is used: the context that the metadata name is the copy that the package `rocrate` brings.
Prints a line a check; ends with 1 where one fails, and with 3 where the programs are not installed.
"""

import json
import pathlib
import sys
import tempfile
import zipfile

try:
    import frictionless
    import requests
    import rocrate
    from rocrate_validator import services
    from rocrate_validator.models import Severity
except ImportError as missing:
    print(f"not installed: {missing.name}")
    sys.exit(3)

CONTEXT = (pathlib.Path(rocrate.__file__).parent / "data/ro-crate.jsonld").read_bytes()
CONTEXT_ADDRESS = json.loads(CONTEXT)["@id"]
PROFILES = ["ro-crate-1.3", "process-run-crate-0.5"]


def seeded(adapter, request, **how):
    """In the place of the network: the one document that is at hand."""
    if request.url != CONTEXT_ADDRESS:
        raise requests.exceptions.ConnectionError(f"{request.url} is not at hand")
    response = requests.Response()
    response.status_code = 200
    response.url = request.url
    response.request = request
    response.headers["Content-Type"] = "application/ld+json"
    response._content = CONTEXT
    return response


def main(bundle):
    requests.adapters.HTTPAdapter.send = seeded
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(bundle) as archive:
            archive.extractall(folder)
        for profile in PROFILES:
            settings = services.ValidationSettings(
                rocrate_uri=folder,
                profile_identifier=profile,
                requirement_severity=Severity.REQUIRED,
                no_cache=True,
            )
            found = services.validate(settings)
            issues = [f"{issue.check.identifier}: {issue.message}" for issue in found.get_issues()]
            print(f"{profile}: {'fails' if issues else 'passes'}")
            for issue in issues:
                print(f"  {issue}")
            failed |= bool(issues)
        report = frictionless.validate(str(pathlib.Path(folder) / "datapackage.json"))
        print(f"datapackage.json: {'passes' if report.valid else 'fails'}, {report.stats['tasks']} files")
        for error in report.flatten(["type", "message"]):
            print(f"  {error}")
        failed |= not report.valid
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
