"""Whether two shares differ by more than chance would make of one."""

from math import log

SIGNIFICANT = 10.83
"""What chance reaches in less than one of a thousand cases."""


def likelihood(count: int, of_count: int, other: int, of_other: int) -> float:
    """The G test of `count` of `of_count` against `other` of `of_other`, one degree of freedom."""
    total, with_it = of_count + of_other, count + other
    cells = (
        (count, with_it * of_count),
        (other, with_it * of_other),
        (of_count - count, (total - with_it) * of_count),
        (of_other - other, (total - with_it) * of_other),
    )
    return 2 * sum(number * log(number * total / product) for number, product in cells if number)
