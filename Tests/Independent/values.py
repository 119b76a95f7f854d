"""Values of OTLP as plain Python values."""

import json
import struct


def value_of(value):
    """A plain Python value for an AnyValue."""
    kind = value.WhichOneof("value")
    if kind is None:
        return None
    if kind == "array_value":
        return [value_of(item) for item in value.array_value.values]
    if kind == "kvlist_value":
        return attributes_of(value.kvlist_value.values)
    if kind == "bytes_value":
        return value.bytes_value.hex()
    return getattr(value, kind)


def attributes_of(pairs):
    return {pair.key: value_of(pair.value) for pair in pairs}


def tagged(value):
    """A value with its kind, so that 1, 1.0 and true stay apart; a double as its bits, since JSON has no NaN."""
    kind = value.WhichOneof("value")
    if kind is None:
        return {"empty": True}
    if kind == "array_value":
        return {"array": [tagged(item) for item in value.array_value.values]}
    if kind == "kvlist_value":
        return {"map": tagged_attributes(value.kvlist_value.values)}
    if kind == "bytes_value":
        return {"bytes": value.bytes_value.hex()}
    if kind == "double_value":
        return {"double": struct.pack(">d", value.double_value).hex()}
    return {kind.removesuffix("_value"): getattr(value, kind)}


def tagged_attributes(pairs):
    """Attributes with the kinds of their values; a key that comes twice would be lost, so it is an error."""
    keys = [pair.key for pair in pairs]
    if len(keys) != len(set(keys)):
        raise ValueError(f"an attribute key twice: {keys}")
    return {pair.key: tagged(pair.value) for pair in pairs}


def identity(attributes):
    return json.dumps(attributes, sort_keys=True)
