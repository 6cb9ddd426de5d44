"""Symmetric second moments as rows of numbers, so that a sum over votes is a matrix product.

For t = (1, theta) with theta in R^D, the matrix E[t t'] is kept as L = 1 + D + D (D + 1) / 2 numbers: the corner,
the first moments, and the lower triangle of E[theta theta'] row by row. Items use the same layout for
E[w w'] with w = (intercept, loadings).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


def triangle_size(dimensions: int) -> int:
    """Numbers in the lower triangle of a D x D matrix."""
    return dimensions * (dimensions + 1) // 2


def packed_size(dimensions: int) -> int:
    """Numbers L in a packed second moment of (1, theta)."""
    return 1 + dimensions + triangle_size(dimensions)


def pack_triangle(matrix: FloatArray) -> FloatArray:
    """Lower triangles of symmetric matrices: (..., D, D) to (..., D (D + 1) / 2)."""
    row, column = np.tril_indices(matrix.shape[-1])
    return np.ascontiguousarray(matrix[..., row, column])


def unpack_triangle(packed: FloatArray, dimensions: int) -> FloatArray:
    """Symmetric matrices from their lower triangles: (..., D (D + 1) / 2) to (..., D, D)."""
    row, column = np.tril_indices(dimensions)
    matrix = np.empty((*packed.shape[:-1], dimensions, dimensions))
    matrix[..., row, column] = packed
    matrix[..., column, row] = packed
    return matrix


def pack(matrix: FloatArray) -> FloatArray:
    """Second moments of (1, theta): (..., D + 1, D + 1) to (..., L)."""
    return np.ascontiguousarray(
        np.concatenate([matrix[..., :1, 0], matrix[..., 1:, 0], pack_triangle(matrix[..., 1:, 1:])], axis=-1)
    )


def unpack(packed: FloatArray, dimensions: int) -> FloatArray:
    """The inverse of `pack`: (..., L) to (..., D + 1, D + 1)."""
    matrix = np.empty((*packed.shape[:-1], dimensions + 1, dimensions + 1))
    matrix[..., 0, 0] = packed[..., 0]
    matrix[..., 1:, 0] = packed[..., 1 : dimensions + 1]
    matrix[..., 0, 1:] = packed[..., 1 : dimensions + 1]
    matrix[..., 1:, 1:] = unpack_triangle(packed[..., dimensions + 1 :], dimensions)
    return matrix


def second_moment(mean: FloatArray, covariance_triangle: FloatArray) -> FloatArray:
    """Packed E[t t'] of t = (1, theta) from means (n, D) and packed covariances (n, D (D + 1) / 2)."""
    dimensions = mean.shape[1]
    row, column = np.tril_indices(dimensions)
    packed = np.empty((len(mean), packed_size(dimensions)))
    packed[:, 0] = 1.0
    packed[:, 1 : dimensions + 1] = mean
    packed[:, dimensions + 1 :] = mean[:, row] * mean[:, column] + covariance_triangle
    return packed


def trace_weights(dimensions: int) -> FloatArray:
    """Weights c with sum(c * pack(A) * pack(B)) = trace(A B) for symmetric A and B: 2 off the diagonal."""
    row, column = np.tril_indices(dimensions)
    weights = np.full(packed_size(dimensions), 2.0)
    weights[0] = 1.0
    weights[dimensions + 1 :][row == column] = 1.0
    return weights


def congruence(transform: FloatArray) -> FloatArray:
    """The matrix K with pack_triangle(B V B') = pack_triangle(V) @ K for every symmetric V, for B = `transform`."""
    dimensions = len(transform)
    row, column = np.tril_indices(dimensions)
    left, right = transform[:, row], transform[:, column]
    full = np.einsum("ap,bp->pab", left, right)
    full = full + np.where((row == column)[:, None, None], 0.0, np.swapaxes(full, 1, 2))
    return pack_triangle(full)
