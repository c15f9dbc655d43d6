"""What can be switched to: the profiles of AWS's own files, and the regions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from awsobs.app.command_line import Afterwards, Command, CommandError, Words, nearest, plain
from awsobs.domain.context import Context, short_account
from awsobs.domain.regions import REGIONS
from awsobs.domain.safe_text import safe_name
from awsobs.domain.source_state import SourceError
from awsobs.settings import Settings
from awsobs.sources.aws_files import AwsFiles, Section, aws_files

Show = Callable[[Context], object]
"""Switches to a context."""

OWN = "environment"
"""The name for the credentials that no profile was named for."""

_KEY_VARIABLE = "AWS_ACCESS_KEY_ID"


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """What may be chosen at one moment, what is shown first; `note` says why profiles lack."""

    profiles: tuple[Command, ...]
    regions: tuple[Command, ...]
    note: str = ""

    @property
    def words(self) -> Words:
        """What the list of all of it calls itself."""
        thing = "region" if self.note else "profile or region"
        note = self.note or "a profile brings its region; a region keeps the profile"
        return Words(prompt="@", thing=thing, enter="switch", arrows="choose", note=note)

    def profile(self, name: str) -> Afterwards:
        """What switches to a profile.

        Raises:
            CommandError: there is none of this name; says which is near.
        """
        if self.note:
            raise CommandError(self.note)
        return _named("profile", name, self.profiles)

    def region(self, name: str) -> Afterwards:
        """What switches to a region.

        Raises:
            CommandError: there is none of this name; says which is near.
        """
        return _named("region", name, self.regions)


class Contexts:
    """Makes the menu, and remembers where the user has been.

    Args:
        settings: Where the program started.
        environ: Where AWS's files are, and whether there are keys beside them.
        show: Does the switch.
    """

    def __init__(self, settings: Settings, environ: Mapping[str, str], show: Show) -> None:
        self._settings = settings
        self._environ = environ
        self._show = show
        self._regions: list[str] = []
        self._accounts: dict[str, str] = {}

    def menu(self, present: Context) -> Menu:
        """What can be switched to from where we are."""
        self._remember(present)
        note, files = self._fixed_profile(), AwsFiles()
        if not note:
            try:
                files = aws_files(self._environ)
            except SourceError as error:
                note = error.what
        return Menu(
            profiles=() if note else tuple(self._profiles(files, present)),
            regions=()
            if self._settings.from_files
            else tuple(self._region_commands(files, present)),
            note=note,
        )

    def _remember(self, present: Context) -> None:
        """Where we have been, newest first, and which account a profile turned out to be."""
        if present.region:
            self._regions = [present.region, *(r for r in self._regions if r != present.region)]
        if present.account:
            self._accounts[present.profile] = present.account

    def _fixed_profile(self) -> str:
        """Why there are no profiles to choose from, or nothing."""
        if self._settings.mode == "demo":
            return "the demo has no profiles; only the region can be switched"
        if self._settings.from_files:
            return "files have no profiles"
        if self._settings.endpoint_url:
            return "with an endpoint of its own only the region can be switched"
        return ""

    def _profiles(self, files: AwsFiles, present: Context) -> list[Command]:
        """The present one first."""
        sections = dict(files.profiles)
        is_default = "default" in sections and not self._environ.get(_KEY_VARIABLE)
        nameless = "default" if is_default else OWN
        if not self._settings.profile and nameless not in sections:
            sections[OWN] = {}
        here = present.profile or nameless
        ordered = sorted(sections, key=lambda name: (name != here, name))
        return [
            self._profile("" if name == nameless == OWN else name, sections[name], present, here)
            for name in ordered
        ]

    def _profile(self, profile: str, section: Section, present: Context, here: str) -> Command:
        name, region = profile or OWN, section.get("region", "") or present.region
        account = self._accounts.get(profile) or _account_in(section)
        whose = self._settings.alias_of(account) or short_account(account)
        return self._command(
            name,
            "profile",
            (region, whose, "here" if name == here else ""),
            Context(profile=profile, region=region),
            is_here=name == here,
        )

    def _region_commands(self, files: AwsFiles, present: Context) -> list[Command]:
        """Where we are and have been, what profiles name, and the others."""
        named = [section.get("region", "") for section in files.profiles.values()]
        names = dict.fromkeys([*self._regions, *named, *REGIONS])
        return [self._region(name, present) for name in names if name]

    def _region(self, name: str, present: Context) -> Command:
        is_here = name == present.region
        seen = "been there" if name in self._regions else ""
        return self._command(
            name,
            "region",
            (REGIONS.get(name, ""), "here" if is_here else seen),
            replace(present, region=name, account=""),
            is_here=is_here,
        )

    def _command(
        self, name: str, kind: str, words: Sequence[str], context: Context, *, is_here: bool
    ) -> Command:
        return Command(
            name=safe_name(name),
            what=" · ".join(safe_name(word) for word in words if word),
            kind=kind,
            style="accent" if is_here else "muted",
            ready=plain(partial(self._show, context)),
        )


def after(word: str, commands: Sequence[Command]) -> list[Command]:
    """The same choices as they stand after a word of the command line: `region eu-west-1`."""
    return [replace(command, name=f"{word} {command.name}") for command in commands]


def _named(kind: str, name: str, offered: Sequence[Command]) -> Afterwards:
    found = next((command for command in offered if command.name == name), None)
    if found is None:
        near = nearest(offered, name)
        hint = f" · did you mean {near}?" if near else f" · @ shows the {kind}s that there are"
        raise CommandError(f"no {kind} {safe_name(name)}{hint}")
    return found.ready("")


def _account_in(section: Section) -> str:
    """The account that a profile says it is for."""
    role = section.get("role_arn", "").split(":")
    return section.get("sso_account_id", "") or (role[4] if len(role) > 4 else "")
