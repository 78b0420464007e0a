/* SPDX-License-Identifier: Apache-2.0 */
/* A loop device over a file in memory; it goes with the descriptor. */
#ifndef LOOP_H
#define LOOP_H

/* Writes the device's name ("loop3") and gives an open descriptor; ends the workload where there are no loop devices. */
int loop_device(char *name, int size, long bytes, int flags);

#endif
