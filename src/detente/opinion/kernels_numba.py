"""One sweep over the votes of a partition, compiled: the optional extra ``fast``.

The arithmetic of `detente.opinion.kernels.sweep`, person by person, without a dense block. Compiled once per
machine and kept on disk by Numba; nothing imports this module unless the extra is installed and asked for.
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np

from detente.opinion.kernels import LONGEST_STEP, PROBIT, Answers
from detente.opinion.packing import FloatArray, packed_size

_SCALE = float(PROBIT)
_LONGEST = float(LONGEST_STEP)


@numba.njit(cache=True, fastmath=True, error_model="numpy")
def _people(
    pointer: Any,
    item: Any,
    yes: Any,
    start: int,
    stop: int,
    item_mean: Any,
    item_second: Any,
    mean: Any,
    triangle: Any,
    rounds: int,
    collect: bool,
    precision: Any,
    linear: Any,
    moments: Any,
) -> None:
    size = mean.shape[1]
    length = item_second.shape[1]
    longest = 0
    for person in range(start, stop):
        longest = max(longest, pointer[person + 1] - pointer[person])
    weight = np.zeros(longest + 1)
    response = np.zeros(longest + 1)
    total = np.zeros(length)
    said = np.zeros(size)
    second = np.zeros(length)
    doubled = np.zeros(length)
    theta = np.zeros(size + 1)
    step = np.zeros(size)
    factor = np.zeros((size, size))
    inverse = np.zeros((size, size))
    theta[0] = 1.0
    second[0] = doubled[0] = 1.0
    for person in range(start, stop):
        first, last = pointer[person], pointer[person + 1]
        for a in range(size):
            theta[a + 1] = mean[person, a]
        for turn in range(rounds + 1):
            at = size + 1
            for a in range(size):
                second[a + 1] = theta[a + 1]
                doubled[a + 1] = 2.0 * theta[a + 1]
                for b in range(a + 1):
                    second[at] = theta[a + 1] * theta[b + 1] + triangle[person, at - size - 1]
                    doubled[at] = second[at] if a == b else 2.0 * second[at]
                    at += 1
            if turn == rounds:
                break
            total[:] = 0.0
            said[:] = 0.0
            for q in range(first, last):
                k = item[q]
                logit = 0.0
                for a in range(size + 1):
                    logit += item_mean[k, a] * theta[a]
                square = 0.0
                for u in range(length):
                    square += item_second[k, u] * doubled[u]
                shrink = 1.0 / math.sqrt(1.0 + _SCALE * max(square - logit * logit, 0.0))
                probability = 1.0 / (1.0 + math.exp(-min(max(logit * shrink, -500.0), 500.0)))
                h = shrink * probability * (1.0 - probability)
                g = h * logit - probability
                if yes[q]:
                    g += 1.0
                weight[q - first] = h
                response[q - first] = g
                for u in range(length):
                    total[u] += h * item_second[k, u]
                for a in range(size):
                    said[a] += g * item_mean[k, a + 1]
            # Cholesky of I + the precision, its inverse, the new covariance and mean
            at = size + 1
            for a in range(size):
                for b in range(a + 1):
                    x = total[at] + (1.0 if a == b else 0.0)
                    at += 1
                    for c in range(b):
                        x -= factor[a, c] * factor[b, c]
                    factor[a, b] = math.sqrt(x) if a == b else x / factor[b, b]
            for a in range(size):
                inverse[a, a] = 1.0 / factor[a, a]
                for b in range(a):
                    x = 0.0
                    for c in range(b, a):
                        x -= factor[a, c] * inverse[c, b]
                    inverse[a, b] = x / factor[a, a]
            at = 0
            for a in range(size):
                for b in range(a + 1):
                    x = 0.0
                    for c in range(a, size):
                        x += inverse[c, a] * inverse[c, b]
                    triangle[person, at] = x
                    at += 1
            for a in range(size):
                x = 0.0
                for b in range(size):
                    at = a * (a + 1) // 2 + b if a >= b else b * (b + 1) // 2 + a
                    x += triangle[person, at] * (said[b] - total[b + 1])
                step[a] = x - theta[a + 1]
            x = 0.0
            for a in range(size):
                x += step[a] * step[a]
            x = _LONGEST / max(math.sqrt(x), _LONGEST)
            for a in range(size):
                theta[a + 1] += x * step[a]
                mean[person, a] = theta[a + 1]
        if last == first or not collect:
            continue
        for u in range(length):
            moments[u] += second[u]
        for q in range(first, last):
            k = item[q]
            h = weight[q - first]
            g = response[q - first]
            for u in range(length):
                precision[k, u] += h * second[u]
            for a in range(size + 1):
                linear[k, a] += g * theta[a]


def sweep(
    answers: Answers,
    start: int,
    stop: int,
    item_mean: FloatArray,
    item_second: FloatArray,
    mean: FloatArray,
    triangle: FloatArray,
    rounds: int,
    collect: bool = True,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The compiled twin of `detente.opinion.kernels.sweep`; same parameters, same results to rounding."""
    dimensions = mean.shape[1]
    precision = np.zeros((answers.n_items, packed_size(dimensions)))
    linear = np.zeros((answers.n_items, dimensions + 1))
    moments = np.zeros(packed_size(dimensions))
    _people(
        answers.pointer,
        answers.item,
        answers.yes,
        start,
        stop,
        item_mean,
        item_second,
        mean,
        triangle,
        rounds,
        collect,
        precision,
        linear,
        moments,
    )
    return precision, linear, moments
