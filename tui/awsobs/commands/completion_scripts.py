"""What each shell must be told to complete our command line: plain text, nothing is run for it."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from awsobs.commands.option_tree import Option, Subcommand

Commands = Sequence[Subcommand]
"""The program itself first."""

_BASH = """\
# awsobs, for bash: eval "$(awsobs completion bash)"
_awsobs() {{
    local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD-1]}}
    local command= words= options= i
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${{COMP_WORDS[i]}} in
            {valued}) ((i++)) ;;
            {commands}) command=${{COMP_WORDS[i]}}; break ;;
        esac
    done
    case $prev in
{values}
    esac
    case $command in
{options}
    esac
    [[ $cur == -* ]] && words=$options
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
}}
complete -o bashdefault -o default -F _awsobs awsobs
"""
_ZSH = """\
#compdef awsobs
# awsobs, for zsh: eval "$(awsobs completion zsh)" after compinit, or a file _awsobs in $fpath
_awsobs() {{
    local state line
    local -a commands
    commands=(
{commands}
    )
    _arguments -C \\
{root}
        '1: :->command' '*:: :->argument'
    case $state in
        command) _describe command commands ;;
        argument)
            case $words[1] in
{arguments}
            esac ;;
    esac
}}
if [ "$funcstack[1]" = _awsobs ]; then _awsobs "$@"; else compdef _awsobs awsobs; fi
"""
_FISH = """\
# awsobs, for fish: awsobs completion fish | source
complete -c awsobs -f
{lines}
"""


def bash(commands: Commands) -> str:
    """For bash, from 3.2 of macOS on."""
    options = [option for command in commands for option in command.options if option.value]
    valued = sorted({name for option in options for name in option.names})
    return _BASH.format(
        valued="|".join(valued),
        commands="|".join(command.name for command in commands if command.name),
        values="\n".join(_bash_values(options)),
        options="\n".join(_bash_words(command, commands) for command in commands),
    )


def _bash_words(command: Subcommand, commands: Commands) -> str:
    others = [] if command.name else [other.name for other in commands if other.name]
    words = " ".join([*others, *command.words])
    options = " ".join(name for option in command.options for name in option.names)
    return f'        "{command.name}") words="{words}" options="{options}" ;;'


def _bash_values(options: Sequence[Option]) -> Iterator[str]:
    """What may follow an option: one of its choices, a file, or what only the user knows."""
    chosen = {option.names: option.choices for option in options if option.choices}
    for names, choices in chosen.items():
        words = " ".join(choices)
        yield f'        {"|".join(names)}) COMPREPLY=($(compgen -W "{words}" -- "$cur")); return ;;'
    free = {
        name
        for option in options
        if not option.choices and not option.is_path
        for name in option.names
    }
    # An empty answer lets bash complete file names, as every other option with a value wants.
    alone = "compopt +o default +o bashdefault 2>/dev/null"
    yield f"        {'|'.join(sorted(free))}) {alone}; return ;;"
    paths = {name for option in options if option.is_path for name in option.names}
    yield f"        {'|'.join(sorted(paths))}) return ;;"


def zsh(commands: Commands) -> str:
    """For zsh, with the words of the help beside each option."""
    root, *others = commands
    return _ZSH.format(
        commands="\n".join(
            f"        {_quoted(f'{command.name}:{command.what}')}" for command in others
        ),
        root="\n".join(f"        {line} \\" for line in _zsh_options(root)),
        arguments="\n".join(
            f"                {command.name}) _arguments {' '.join(_zsh_options(command))}"
            f" {_zsh_rest(command)} ;;"
            for command in others
        ),
    )


def _zsh_options(command: Subcommand) -> Iterator[str]:
    for option in command.options:
        what = option.what.replace("[", "(").replace("]", ")").replace(":", r"\:")
        value = f":{option.value.lower()}:{_zsh_values(option)}" if option.value else ""
        for name in option.names:
            yield _quoted(f"{name}[{what}]{value}")


def _zsh_values(option: Option) -> str:
    if option.choices:
        return f"({' '.join(option.choices)})"
    return "_files" if option.is_path else " "


def _zsh_rest(command: Subcommand) -> str:
    return _quoted(f"*: :({' '.join(command.words)})" if command.words else "*: :_files")


def fish(commands: Commands) -> str:
    """For fish, with the words of the help beside each option."""
    return _FISH.format(lines="\n".join(_fish_lines(commands)))


def _fish_lines(commands: Commands) -> Iterator[str]:
    for command in commands:
        seen = f"__fish_seen_subcommand_from {command.name}"
        where = _quoted(seen if command.name else "__fish_use_subcommand")
        if command.name:
            what = _quoted(command.what)
            yield f"complete -c awsobs -n __fish_use_subcommand -a {command.name} -d {what}"
        if command.words:
            yield f"complete -c awsobs -n {where} -a {_quoted(' '.join(command.words))}"
        for option in command.options:
            yield f"complete -c awsobs -n {where} {_fish_option(option)}"


def _fish_option(option: Option) -> str:
    names = [
        f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names
    ]
    value = ""
    if option.choices:
        value = f" -x -a {_quoted(' '.join(option.choices))}"
    elif option.value:
        value = " -r -F" if option.is_path else " -x"
    return f"{' '.join(names)}{value} -d {_quoted(option.what)}"


def _quoted(text: str) -> str:
    """A word between single quotes, which these shells end and begin again for a quote."""
    return "'" + text.replace("'", "'\\''") + "'"


SCRIPTS: Mapping[str, Callable[[Commands], str]] = {"bash": bash, "zsh": zsh, "fish": fish}
