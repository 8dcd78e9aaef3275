"""The most that a call can use, known before it is sent."""

from __future__ import annotations

from gateway.refusal import Refusal
from gateway.request import ModelRequest
from gateway.terms import Terms
from gateway.tokens import Tokens

# No model reads or writes more at once; bounds what an upstream's report is believed to say.
LARGEST = 10_000_000


def bound(request: ModelRequest, terms: Terms, longest_answer: int | None) -> Tokens | None:
    """Return upper bounds, or None where the answer's length has none (all limits are unknown).

    `longest_answer` is the operator's word on answers of models without a known limit.
    """
    prompt = _prompt(request, terms)
    if request.endpoint != "chat":
        return Tokens(prompt=prompt)
    completion = _completion(request, terms, longest_answer)
    if completion is None:
        return None
    # Predicted text that the model rejects is billed as if it had been written.
    return Tokens(prompt, 0, completion + (prompt if request.predicted else 0))


def _prompt(request: ModelRequest, terms: Terms) -> int:
    """A token is at least a byte of text; a picture's tokens are bounded by the window only."""
    return request.size if request.only_text else max(request.size, terms.context or LARGEST)


def _completion(request: ModelRequest, terms: Terms, longest_answer: int | None) -> int | None:
    if request.longest_answer is not None:
        return request.longest_answer
    one = terms.longest_answer or longest_answer or terms.context
    return one * request.choices if one else None


def check_priced(request: ModelRequest, terms: Terms, most: Tokens | None) -> None:
    """Raise Refusal where a budget could not be held because the largest cost is unknown."""
    if terms.price is None:
        raise Refusal(
            403,
            "unknown_price",
            f"No price is known for model {request.model!r}, and a budget holds. "
            f"The gateway's operator can give one: --price {request.model}=INPUT,OUTPUT.",
            param="model",
        )
    if request.unpriced:
        raise Refusal(
            403,
            "unknown_price",
            f"What {request.unpriced!r} costs is not known beforehand, and a budget holds.",
            param=request.unpriced,
        )
    if most is None:
        raise Refusal(
            403,
            "unknown_price",
            f"How long an answer of model {request.model!r} can get is not known, and a budget "
            "holds: give 'max_tokens'.",
            param="max_tokens",
        )
