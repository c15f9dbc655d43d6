from awsobs.domain.checkup import Check, Verdict, status_of
from awsobs.domain.exit_status import ExitStatus
from awsobs.present.checkup import checkup_rows
from awsobs.present.rows import text_of


def fine(part: str, what: str) -> Check:
    return Check(part=part, verdict=Verdict.FINE, what=what)


def lines(*checks: Check, width: int = 60) -> list[str]:
    return [text_of(row).rstrip() for row in checkup_rows(checks, width=width)]


def test_what_is_fine_of_one_part_is_told_in_one_go() -> None:
    wrong = Check(part="calls", verdict=Verdict.WRONG, what="denied: c", fix="ask for it")
    assert lines(fine("region", "eu-west-1"), wrong, fine("calls", "a"), fine("calls", "b")) == [
        " ✔ OK    region      eu-west-1",
        " ✖ FAIL  calls       denied: c",
        "                     -> ask for it",
        " ✔ OK                a, b",
    ]


def test_long_words_keep_to_their_column() -> None:
    told = lines(fine("calls", "word " * 40), width=60)
    assert all(len(line) <= 60 for line in told)
    assert all(line.startswith(" " * 21) for line in told[1:])


def test_credentials_count_more_than_the_network_and_that_more_than_a_file() -> None:
    def with_status(status: ExitStatus) -> Check:
        return Check(part="x", verdict=Verdict.WRONG, what="x", status=status)

    usage, unreachable, credentials = map(
        with_status, (ExitStatus.USAGE, ExitStatus.UNREACHABLE, ExitStatus.CREDENTIALS)
    )
    assert status_of([fine("x", "x")]) == ExitStatus.OK
    assert status_of([usage, unreachable]) == ExitStatus.UNREACHABLE
    assert status_of([unreachable, credentials, usage]) == ExitStatus.CREDENTIALS
