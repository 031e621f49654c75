// SPDX-License-Identifier: Apache-2.0

package sums

// Sum adds up the numbers below n.
func Sum(n int) int {
	total := 0
	for i := 0; i < n; i++ {
		total += i
	}
	return total
}
