"""CBOR (RFC 8949), as far as smithy's rpc-v2-cbor goes."""

import struct
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, cast

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DEEPEST = 64
_INDEFINITE = 31
_BREAK = object()
_SIMPLE: dict[int, object] = {20: False, 21: True, 22: None, 23: None}
_FLOATS = {25: ">e", 26: ">f", 27: ">d"}
_WIDTHS = {24: 1, 25: 2, 26: 4, 27: 8}


class CborError(ValueError):
    """Bytes that are not one CBOR item, or not one that the protocol allows."""


def loads(data: bytes) -> Any:
    """Read exactly one item. Tag 1 becomes an aware datetime.

    Raises:
        CborError: the bytes are cut short, malformed, nested too deep or followed by more.
    """
    reader = _Reader(data)
    value = reader.item(0)
    if value is _BREAK or not reader.is_at_end:
        raise CborError("the body is not one CBOR item")
    return value


def dumps(value: object) -> bytes:
    """Write plain data, bytes and aware datetimes."""
    out = bytearray()
    _write(out, value)
    return bytes(out)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._kinds: tuple[Callable[[int, int], Any], ...] = (
            lambda info, _: self._length(info),
            lambda info, _: -1 - self._length(info),
            lambda info, _: self._string(2, info),
            lambda info, _: self._text(info),
            self._array,
            self._map,
            self._tag,
            lambda info, _: self._simple(info),
        )

    @property
    def is_at_end(self) -> bool:
        return self._at == len(self._data)

    def item(self, depth: int) -> Any:
        if depth > _DEEPEST:
            raise CborError("items are nested too deep")
        first = self._take(1)[0]
        return self._kinds[first >> 5](first & 31, depth)

    def _take(self, count: int) -> bytes:
        taken = self._data[self._at : self._at + count]
        if len(taken) != count:
            raise CborError("the body ends inside an item")
        self._at += count
        return taken

    def _length(self, info: int) -> int:
        if info < 24:
            return info
        if info not in _WIDTHS:
            raise CborError(f"additional information {info} has no meaning here")
        return int.from_bytes(self._take(_WIDTHS[info]), "big")

    def _string(self, major: int, info: int) -> bytes:
        if info != _INDEFINITE:
            return self._take(self._length(info))
        chunks: list[bytes] = []
        while (first := self._take(1)[0]) != 0xFF:
            if first >> 5 != major or first & 31 == _INDEFINITE:
                raise CborError("a string holds a chunk of another type")
            chunks.append(self._take(self._length(first & 31)))
        return b"".join(chunks)

    def _text(self, info: int) -> str:
        try:
            return self._string(3, info).decode()
        except UnicodeDecodeError as error:
            raise CborError("a text is not UTF-8") from error

    def _array(self, info: int, depth: int) -> list[Any]:
        return [self._value(depth) for _ in self._steps(info)]

    def _map(self, info: int, depth: int) -> dict[str, Any]:
        pairs: dict[str, Any] = {}
        for _ in self._steps(info):
            key = self._value(depth)
            if not isinstance(key, str):
                raise CborError("a map's key is not a text")
            pairs[key] = self._value(depth)
        return pairs

    def _steps(self, info: int) -> Iterator[None]:
        """Once for each item of an array or map, stated or up to its break."""
        if info == _INDEFINITE:
            while self._data[self._at : self._at + 1] != b"\xff":
                yield
            self._at += 1
            return
        for _ in range(self._length(info)):
            yield

    def _value(self, depth: int) -> Any:
        value = self.item(depth + 1)
        if value is _BREAK:
            raise CborError("a break stands where an item should")
        return value

    def _tag(self, info: int, depth: int) -> datetime:
        tag = self._length(info)
        value = self._value(depth)
        if tag != 1 or isinstance(value, bool) or not isinstance(value, int | float):
            raise CborError(f"tag {tag} is not an epoch timestamp")
        try:
            return _EPOCH + timedelta(seconds=value)
        except (OverflowError, ValueError) as error:
            raise CborError("a timestamp is out of range") from error

    def _simple(self, info: int) -> object:
        if info in _FLOATS:
            form = _FLOATS[info]
            return struct.unpack(form, self._take(struct.calcsize(form)))[0]
        if info == _INDEFINITE:
            return _BREAK
        if info not in _SIMPLE:
            raise CborError(f"simple value {info} has no meaning here")
        return _SIMPLE[info]


def _write(out: bytearray, value: object) -> None:
    match value:
        case None | bool():
            out.append({None: 0xF6, False: 0xF4, True: 0xF5}[value])
        case int():
            _write_integer(out, value)
        case float():
            out += b"\xfb" + struct.pack(">d", value)
        case str():
            data = value.encode("utf-8", "replace")
            _write_head(out, 3, len(data))
            out += data
        case bytes():
            _write_head(out, 2, len(value))
            out += value
        case datetime():
            out.append(0xC1)
            _write(out, (value - _EPOCH) / timedelta(seconds=1))
        case _:
            _write_container(out, value)


def _write_container(out: bytearray, value: object) -> None:
    if isinstance(value, Mapping):
        pairs = cast("Mapping[str, object]", value)
        _write_head(out, 5, len(pairs))
        for key, item in pairs.items():
            _write(out, key)
            _write(out, item)
    elif isinstance(value, list | tuple):
        items = cast("list[object]", value)
        _write_head(out, 4, len(items))
        for item in items:
            _write(out, item)
    else:
        raise TypeError(f"CBOR has no {type(value).__name__}")


def _write_integer(out: bytearray, value: int) -> None:
    if value >= 1 << 64 or value < -(1 << 64):
        raise OverflowError("the integer does not fit CBOR")
    _write_head(out, 0 if value >= 0 else 1, value if value >= 0 else -1 - value)


def _write_head(out: bytearray, major: int, number: int) -> None:
    if number < 24:
        out.append(major << 5 | number)
        return
    for info, width in _WIDTHS.items():
        if number < 1 << (8 * width):
            out.append(major << 5 | info)
            out += number.to_bytes(width, "big")
            return
