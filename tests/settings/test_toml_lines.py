import tomllib

from hypothesis import given, strategies as st

from awsobs.settings.toml_lines import lines_of

TEXT = r'''# a comment = with an equals sign
a = 1 # x = 2
b.c = """
x = 1
[t]
"""
"q = 1".z = [ 1, # ]
 2, {x = 1}
]
[keymap] # [x]
"logs.next" = 'e'
logs.prev = "E"

[[ arr ]]
x = 1
[ a2 . "b c" ]
k = "''\"" # c
z = {a = 1, b = "="}'''

EXPECTED = {
    ("a",): 2,
    ("b", "c"): 3,
    ("q = 1", "z"): 7,
    ("keymap",): 10,
    ("keymap", "logs.next"): 11,
    ("keymap", "logs", "prev"): 12,
    ("arr",): 14,
    ("arr", "x"): 15,
    ("a2", "b c"): 16,
    ("a2", "b c", "k"): 17,
    ("a2", "b c", "z"): 18,
}


def test_every_key_is_found_on_its_line_whatever_stands_in_strings_and_comments() -> None:
    tomllib.loads(TEXT)
    assert lines_of(TEXT) == EXPECTED


VALUES = st.sampled_from(
    ["1", '"#[]="', "'''\n[x]\n'''", '"""\na = 1\\""""""', "[\n1,\n[2]]", "{}"]
)
COMMENTS = st.sampled_from(["", " # [y]", "\n\n# '''\n"])


@given(st.lists(st.tuples(VALUES, COMMENTS), max_size=8))
def test_each_statement_stands_where_it_was_written(parts: list[tuple[str, str]]) -> None:
    text, expected = "", {}
    for number, (value, comment) in enumerate(parts):
        expected[(f"k{number}",)] = text.count("\n") + 1
        text += f"k{number} = {value}{comment}\n"
    tomllib.loads(text)
    assert lines_of(text) == expected
