from awsobs.present.footer import footer_row
from awsobs.present.rows import text_of

KEYS = (
    ("enter", "open"),
    ("o", "related"),
    ("a", "ack"),
    ("/", "filter"),
    ("z", "zoom"),
    ("space", "pause"),
    (":", "cmd"),
    ("?", "keys"),
)


def test_the_footer_is_that_of_the_picture() -> None:
    crumbs = ("cockpit", "alarms", "checkout-5xx-rate")
    assert text_of(footer_row(crumbs, KEYS, 120)) == (
        " cockpit ▸ alarms ▸ checkout-5xx-rate        enter open  o related  a ack  / filter  "
        "z zoom  space pause  : cmd  ? keys "
    )


def test_keys_drop_from_the_right_then_crumbs_from_the_left() -> None:
    crumbs = ("cockpit", "alarms", "checkout-5xx-rate")
    text = text_of(footer_row(crumbs, KEYS, 70))
    assert text.startswith(" cockpit ▸ alarms ▸ checkout-5xx-rate ")
    assert text.endswith(" enter open  o related  ? keys ")
    assert text_of(footer_row(crumbs, KEYS, 40)).split() == [
        "alarms",
        "▸",
        "checkout-5xx-rate",
        "?",
        "keys",
    ]
