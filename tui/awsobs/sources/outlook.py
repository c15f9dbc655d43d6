"""What will become of a sign-in, told from the environment and the files alone.

botocore would tell it too, but only after a third of a second of imports and with the first
call. What is certainly missing is refused here, before a screen opens; what cannot be told is
taken to be fine, and botocore has the last word. The order is botocore's own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from shlex import split
from shutil import which

from awsobs.domain.safe_text import safe_text
from awsobs.domain.source_state import Condition, SourceError
from awsobs.sources.access import Access
from awsobs.sources.aws_files import STATIC, AwsFiles, Section, config_path
from awsobs.sources.instance import Instance
from awsobs.sources.sso_cache import SsoToken, sso_sign_in

_CONTAINER = ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI")
_OLD_FILES = ("~/.boto", "/etc/boto.cfg")
_ONE_LINE = 60
_DEFAULT = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the machine offers: variables, files, the metadata service (asked only if need be)."""

    environ: Mapping[str, str]
    files: AwsFiles
    now: datetime
    instance: Callable[[], Instance | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Where the credentials come from and how they are renewed; whether a code is asked for.

    `renewal` begins with `run: ` where a command does it. `is_static` tells keys that are
    there as they are, so that finding them asks nobody. `program` is a command that prints them.
    """

    origin: str
    renewal: str
    needs_code: bool = False
    is_static: bool = False
    program: str = ""
    instance: Instance | None = None


def outlook(access: Access, around: Surroundings) -> Outlook:
    """Where the credentials of this run will come from.

    Raises:
        SourceError: there are certainly none.
    """
    return _Search(access, around).found()


class _Search:
    """One walk along the chain of places where credentials can be."""

    def __init__(self, access: Access, around: Surroundings) -> None:
        self._access = access
        self._around = around
        self._environ = around.environ
        self._profiles = around.files.profiles
        self._explicit = explicit_profile(access, around.environ)

    def found(self) -> Outlook:
        name = self._access.profile or profile_in(self._environ) or _DEFAULT
        if name not in self._profiles and name != _DEFAULT:
            raise unknown_profile(name, self._around.files.names)
        if not self._explicit and self._environ.get("AWS_ACCESS_KEY_ID"):
            return self._environment()
        found = self._of_profile(name, ()) or self._of_web_identity() or self._of_machine()
        if found is None:
            raise self._nothing(name)
        return found

    def _environment(self) -> Outlook:
        if not self._environ.get("AWS_SECRET_ACCESS_KEY"):
            raise _signed_out(
                "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not",
                "set both, or neither and use --profile",
            )
        return Outlook(
            origin="environment variables",
            renewal="export new keys and start awsobs again",
            is_static=True,
        )

    def _of_profile(self, name: str, visited: tuple[str, ...]) -> Outlook | None:
        """What a profile gives; roles first, as botocore does, then keys that it names itself."""
        profile = self._profiles.get(name, {})
        shown = safe_text(name)
        if "role_arn" in profile:
            if "web_identity_token_file" in profile:
                return _web_identity(profile["web_identity_token_file"], shown)
            return self._role(name, profile, (*visited, name))
        if sso := self._sso(name, profile):
            return sso
        if STATIC in profile:
            return self._static(name, profile)
        if command := profile.get("credential_process"):
            return self._of_process(shown, command)
        if "login_session" in profile:
            raise _signed_out(
                f"profile {shown} signs in with aws login, which is read through the CLI only",
                f'run: eval "$(aws configure export-credentials --profile {shown} --format env)"',
            )
        return None

    def _of_process(self, shown: str, command: str) -> Outlook:
        """What a command gives. It is not run here: it may ask the user."""
        origin = f"credential_process of profile {shown}"
        try:
            program = next(iter(split(command)), "")
        except ValueError:  # a quote that is never closed
            program = ""
        if which(program, path=self._environ.get("PATH")) is None:
            # Its arguments may hold secrets, so that only its name is told.
            named = safe_text(program) or "what it names"
            raise _signed_out(
                f"{origin} cannot be run: no program {named}",
                f"mend its credential_process in {config_path(self._environ)}",
            )
        return Outlook(origin=origin, renewal=f"see the {origin}", program=command)

    def _role(self, name: str, profile: Section, visited: tuple[str, ...]) -> Outlook:
        shown = safe_text(name)
        source, place = profile.get("source_profile"), profile.get("credential_source")
        if bool(source) == bool(place):
            which = "both" if source else "neither"
            raise _signed_out(
                f"profile {shown} assumes a role with {which} source_profile and credential_source",
                "it needs one of them in ~/.aws/config",
            )
        if source is None:
            basis = Outlook(origin=safe_text(place or ""), renewal=f"see {safe_text(place or '')}")
        else:
            basis = self._source(name, source, visited)
        needs_code = "mfa_serial" in profile
        command = f"run: aws sts get-caller-identity --profile {shown}"
        return replace(
            basis,
            origin=f"role of profile {shown} through {basis.origin}",
            renewal=command if needs_code else basis.renewal,
            needs_code=needs_code or basis.needs_code,
            is_static=False,
        )

    def _source(self, name: str, source: str, visited: tuple[str, ...]) -> Outlook:
        shown, of = safe_text(source), safe_text(name)
        if source not in self._profiles:
            names = self._around.files.names
            raise _signed_out(
                f"profile {of} builds on source_profile {shown}, which does not exist",
                _found(names),
            )
        if source in visited and STATIC not in self._profiles[source]:
            raise _signed_out(f"profiles {of} and {shown} build on each other", "see ~/.aws/config")
        own = self._profiles[source]
        basis = self._static(source, own) if STATIC in own else self._of_profile(source, visited)
        if basis is None:
            raise _signed_out(
                f"profile {of} builds on source_profile {shown}, which has no credentials",
                f"give {shown} keys, or another source_profile to {of}",
            )
        return basis

    def _sso(self, name: str, profile: Section) -> Outlook | None:
        if "sso_account_id" not in profile and "sso_role_name" not in profile:
            return None
        shown = safe_text(name)
        session = profile.get("sso_session", "")
        told = self._around.files.sso_sessions.get(session)
        if session and told is None:
            raise _signed_out(
                f"profile {shown} signs in with sso-session {safe_text(session)}, which is nowhere",
                f"run: aws configure sso --profile {shown}",
            )
        settings = {**profile, **(told or {})}
        needed = ("sso_account_id", "sso_role_name", "sso_start_url", "sso_region")
        if missing := [key for key in needed if not settings.get(key)]:
            raise _signed_out(
                f"profile {shown} lacks {', '.join(missing)}",
                f"run: aws configure sso --profile {shown}",
            )
        command = f"run: aws sso login --profile {shown}"
        kept = sso_sign_in(session or settings["sso_start_url"], self._around.now)
        if kept.token is SsoToken.ABSENT:
            raise _signed_out(f"profile {shown} is not signed in to SSO", command)
        if kept.token is SsoToken.ENDED and kept.until is not None:
            ended = f"{kept.until:%Y-%m-%d %H:%MZ}"
            raise _signed_out(f"the SSO session of profile {shown} expired {ended}", command)
        return Outlook(origin=f"SSO of profile {shown}", renewal=command)

    def _static(self, name: str, profile: Section) -> Outlook:
        shown = safe_text(name)
        path = self._around.files.key_files.get(name, "~/.aws/credentials")
        if not profile.get("aws_secret_access_key"):
            raise _signed_out(
                f"profile {shown} has aws_access_key_id, but no aws_secret_access_key",
                f"add it in {path}",
            )
        renewal = f"put new keys for {shown} into {path}"
        return Outlook(origin=f"profile {shown} in {path}", renewal=renewal, is_static=True)

    def _of_web_identity(self) -> Outlook | None:
        path = self._environ.get("AWS_WEB_IDENTITY_TOKEN_FILE", "")
        if not path or self._explicit:
            return None
        if not self._environ.get("AWS_ROLE_ARN"):
            raise _signed_out(
                "AWS_WEB_IDENTITY_TOKEN_FILE is set, but AWS_ROLE_ARN is not", "set both, or none"
            )
        return _web_identity(path, "")

    def _of_machine(self) -> Outlook | None:
        if any(self._environ.get(name) for name in _CONTAINER):
            return Outlook(
                origin="the container's role", renewal="has the task or pod still its role?"
            )
        if old := self._old_file():
            return Outlook(origin=old, renewal=f"see {old}")
        instance = self._around.instance()
        if instance is None or instance.role == "":
            return None
        return Outlook(
            origin=f"instance role {instance.role or ''}".rstrip(),
            renewal="has the instance still its role?",
            instance=instance,
        )

    def _old_file(self) -> str:
        """Files of boto 2 and the first EC2 tools, which botocore reads to this day."""
        named = self._environ.get("AWS_CREDENTIAL_FILE") or self._environ.get("BOTO_CONFIG")
        if named:
            return safe_text(named)
        return next((path for path in _OLD_FILES if Path(path).expanduser().is_file()), "")

    def _nothing(self, name: str) -> SourceError:
        names = self._around.files.names
        if name in self._profiles:
            what = f"profile {safe_text(name)} has no credentials"
        else:
            what = "no AWS credentials were found"
            if self._environ.get("AWS_SECRET_ACCESS_KEY"):
                what += ": AWS_ACCESS_KEY_ID is not set, though AWS_SECRET_ACCESS_KEY is"
        if names:
            return _signed_out(what, f"{_found(names)}; choose with --profile")
        return _signed_out(what, "run: aws configure, or aws configure sso")


def profile_in(environ: Mapping[str, str]) -> str:
    """The profile that the environment names, in botocore's order."""
    return environ.get("AWS_DEFAULT_PROFILE") or environ.get("AWS_PROFILE") or ""


def explicit_profile(access: Access, environ: Mapping[str, str]) -> str:
    """The profile that was asked for beside what the environment says.

    Only such a one goes before keys in the environment, as with all of AWS's tools.
    """
    return access.profile if access.profile != profile_in(environ) else ""


def unknown_profile(profile: str, names: tuple[str, ...]) -> SourceError:
    """The profile is in no file; names those that are."""
    what = f"no profile is named {safe_text(profile)}"
    if near := get_close_matches(safe_text(profile), names, 1):
        what = f"{what}; did you mean {near[0]}?"
    return _signed_out(what, _found(names))


def no_region() -> SourceError:
    """No region is set anywhere."""
    return _signed_out(
        "no region is set", "use --region, or set AWS_REGION, or a region in the profile"
    )


def _found(names: tuple[str, ...]) -> str:
    """The profiles that there are, as many as fit on a line."""
    if not names:
        return "no profile is in ~/.aws"
    shown = names[:1]
    while len(shown) < len(names) and len(", ".join(names[: len(shown) + 1])) <= _ONE_LINE:
        shown = names[: len(shown) + 1]
    more = f" and {len(names) - len(shown)} more" if len(shown) < len(names) else ""
    return f"profiles found: {', '.join(shown)}{more}"


def _web_identity(path: str, profile: str) -> Outlook:
    where = f" of profile {profile}" if profile else ""
    if not Path(path).is_file():
        raise _signed_out(f"the web identity token{where} is not at {safe_text(path)}", "mount it")
    return Outlook(
        origin=f"web identity token{where}", renewal="is the web identity token renewed?"
    )


def _signed_out(what: str, hint: str) -> SourceError:
    return SourceError(what, hint=hint, condition=Condition.EXPIRED)
