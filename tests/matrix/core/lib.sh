# Sourced by the checks of this folder: what values.c compares.

# A block device whose size does not matter, where the kernel has the module.
disk() {
    modprobe null_blk nr_devices=1 gb=1 2>/dev/null
    [ ! -b /dev/nullb0 ] || echo /dev/nullb0
}

# compare MODE WHAT [DISK]: fails with every difference.
compare() {
    local differences
    differences=$("$MATRIX/core/values" "$1" "$2" ${3:+"$3"} 2>&1) || fail "$differences"
}
