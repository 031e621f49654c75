;; SPDX-License-Identifier: Apache-2.0
;; Counts the primes below a limit (its argument; 1000000 without one) by the sieve of Eratosthenes
;; and prints the number. Below a million there are 78498.
(module
  (import "wasi_snapshot_preview1" "args_sizes_get"
    (func $args_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))

  ;; The first page holds arguments and text; the flags, one byte a number, begin behind it.
  (memory (export "memory") 1)
  (global $flags i32 (i32.const 65536))

  ;; The decimal digits at an address, up to the first byte that is none.
  (func $number (param $at i32) (result i32)
    (local $digit i32)
    (local $sum i32)
    (block $end
      (loop $next
        (local.set $digit (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)))
        (br_if $end (i32.gt_u (local.get $digit) (i32.const 9)))
        (local.set $sum
          (i32.add (i32.mul (local.get $sum) (i32.const 10)) (local.get $digit)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
    (local.get $sum))

  (func $limit (result i32)
    (drop (call $args_sizes_get (i32.const 0) (i32.const 4)))
    ;; At most 1000 arguments of 32 KiB together.
    (if (i32.or (i32.gt_u (i32.load (i32.const 0)) (i32.const 1000))
                (i32.gt_u (i32.load (i32.const 4)) (i32.const 32768)))
      (then (call $proc_exit (i32.const 64))))
    (if (i32.lt_u (i32.load (i32.const 0)) (i32.const 2))
      (then (return (i32.const 1000000))))
    (drop (call $args_get (i32.const 1024) (i32.const 8192)))
    (call $number (i32.load (i32.const 1028))))

  ;; Marks what is no prime, and counts what is left.
  (func $primes_below (param $limit i32) (result i32)
    (local $i i32)
    (local $multiple i32)
    (local $count i32)
    (local.set $i (i32.const 2))
    (block $end
      (loop $next
        (br_if $end (i32.ge_u (local.get $i) (local.get $limit)))
        (if (i32.eqz (i32.load8_u (i32.add (global.get $flags) (local.get $i))))
          (then
            (local.set $count (i32.add (local.get $count) (i32.const 1)))
            (local.set $multiple (i32.add (local.get $i) (local.get $i)))
            (block $marked
              (loop $mark
                (br_if $marked (i32.ge_u (local.get $multiple) (local.get $limit)))
                (i32.store8 (i32.add (global.get $flags) (local.get $multiple)) (i32.const 1))
                (local.set $multiple (i32.add (local.get $multiple) (local.get $i)))
                (br $mark)))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $next)))
    (local.get $count))

  ;; A number and a newline on standard output; the digits are made from the last to the first.
  (func $print (param $number i32)
    (local $at i32)
    (local.set $at (i32.const 255))
    (i32.store8 (local.get $at) (i32.const 10))
    (loop $digit
      (local.set $at (i32.sub (local.get $at) (i32.const 1)))
      (i32.store8 (local.get $at)
        (i32.add (i32.rem_u (local.get $number) (i32.const 10)) (i32.const 48)))
      (local.set $number (i32.div_u (local.get $number) (i32.const 10)))
      (br_if $digit (local.get $number)))
    (i32.store (i32.const 0) (local.get $at))
    (i32.store (i32.const 4) (i32.sub (i32.const 256) (local.get $at)))
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))

  (func (export "_start")
    (local $limit i32)
    (local.set $limit (call $limit))
    (if (i32.or (i32.gt_u (local.get $limit) (i32.const 500000000))
                (i32.eq (memory.grow (i32.add (i32.shr_u (local.get $limit) (i32.const 16))
                                              (i32.const 1)))
                        (i32.const -1)))
      (then (call $proc_exit (i32.const 1))))
    (call $print (call $primes_below (local.get $limit)))))
