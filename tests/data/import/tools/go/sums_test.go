// SPDX-License-Identifier: Apache-2.0

package sums

import (
	"fmt"
	"strings"
	"testing"
)

var sink int

func BenchmarkSum(b *testing.B) {
	for _, n := range []int{10, 1000} {
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			b.SetBytes(int64(8 * n))
			for i := 0; i < b.N; i++ {
				sink += Sum(n)
			}
		})
	}
}

func BenchmarkJoin(b *testing.B) {
	words := strings.Fields("to be or not to be that is the question")
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		sink += len(strings.Join(words, "-"))
	}
	b.ReportMetric(float64(len(words)), "words/op")
}
