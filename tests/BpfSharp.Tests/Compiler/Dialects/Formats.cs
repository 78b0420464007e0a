// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Tests.Compiler.Dialects;

/// <summary>Tracepoint formats as tracefs prints them.</summary>
internal static class Formats
{
    private const string Common = """
        	field:unsigned short common_type;	offset:0;	size:2;	signed:0;
        	field:unsigned char common_flags;	offset:2;	size:1;	signed:0;
        	field:unsigned char common_preempt_count;	offset:3;	size:1;	signed:0;
        	field:int common_pid;	offset:4;	size:4;	signed:1;

        """;

    public const string SysEnterOpenat = "name: sys_enter_openat\nID: 700\nformat:\n" + Common + """

        	field:int __syscall_nr;	offset:8;	size:4;	signed:1;
        	field:int dfd;	offset:16;	size:8;	signed:0;
        	field:const char * filename;	offset:24;	size:8;	signed:0;
        	field:int flags;	offset:32;	size:8;	signed:0;
        	field:umode_t mode;	offset:40;	size:8;	signed:0;

        print fmt: "dfd: 0x%08lx", ((unsigned long)(REC->dfd))
        """;

    public const string Mixed = "name: mixed\nID: 1\nformat:\n" + Common + """

        	field:__data_loc char[] name;	offset:8;	size:4;	signed:0;
        	field:char comm[TASK_COMM_LEN];	offset:12;	size:16;	signed:0;
        	field:pid_t pid;	offset:28;	size:4;	signed:1;
        	field:unknown_t odd;	offset:32;	size:2;	signed:0;
        	field:u64 ids[3];	offset:40;	size:24;	signed:0;

        print fmt: "x"
        """;
}
