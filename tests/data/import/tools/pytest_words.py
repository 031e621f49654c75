# SPDX-License-Identifier: Apache-2.0
import pytest

TEXT = "to be or not to be " * 50


def test_split(benchmark):
    benchmark.extra_info["words"] = 6
    assert benchmark.pedantic(TEXT.split, rounds=6, iterations=20)[0] == "to"


@pytest.mark.parametrize("size", [10, 100])
def test_sorted(benchmark, size):
    benchmark.group = "sorting"
    assert benchmark.pedantic(sorted, args=(range(size, 0, -1),), rounds=5, iterations=10)[0] == 1
