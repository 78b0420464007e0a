// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Isa;
using BpfSharp.Kernel;
using BpfSharp.Kernel.Bpf;
using BpfSharp.Kernel.Bpf.Attributes;
using BpfSharp.Kernel.Bpf.Information;
using BpfSharp.Kernel.Handles;
using BpfSharp.Kernel.Syscalls;
using BpfSharp.Objects;
using BpfSharp.Objects.Btf;

namespace BpfSharp.Features;

/// <summary>One small attempt per feature; whatever it makes in the kernel is gone when it returns.</summary>
/// <param name="token">Rights that the attempts are made with; null for the process's own.</param>
internal sealed unsafe class FeatureProbes(BpfFd? token)
{
    private const uint BPF_F_MMAPABLE = 1 << 10;
    private const string Nothing = "r0 = 0\nexit";

    public bool Try(KernelFeature feature) => feature switch
    {
        KernelFeature.ProgramNames => LoadsProgram(ProgramType.SocketFilter, Nothing, name: "probe"),
        KernelFeature.ExpectedAttachType => LoadsProgram(ProgramType.CgroupSock, "r0 = 1\nexit", AttachType.CgroupInetSockCreate),
        KernelFeature.GlobalData => HasGlobalData(),
        KernelFeature.MappableArrays => Creates(new MapCreateAttr { map_type = (uint)MapType.Array, key_size = 4, value_size = 4, max_entries = 1, map_flags = BPF_F_MMAPABLE }),
        KernelFeature.ProbeReadKernel => LoadsProgram(ProgramType.Tracepoint, "r1 = r10\nr1 += -8\nr2 = 8\nr3 = 0\ncall 113\nr0 = 0\nexit"),
        KernelFeature.BindMap => HasBindMap(),
        KernelFeature.ModuleBtf => HasModuleBtf(),
        KernelFeature.MemoryCgroups => LoadsProgram(ProgramType.SocketFilter, "call 160\nr0 = 0\nexit"),
        KernelFeature.PerfLinks => HasPerfLinks(),
        KernelFeature.Cookies => LoadsProgram(ProgramType.Tracepoint, "call 174\nr0 = 0\nexit"),
        KernelFeature.ContextTags => HasContextTags(),
        KernelFeature.KprobeMulti => HasKprobeMulti(),
        KernelFeature.UprobeMulti => HasUprobeMulti(),
        KernelFeature.Tokens => HasTokens(),
        _ => LoadsBtf(TypesFor(feature)),
    };

    /// <summary>False when no map of the type can be made, whatever its shape.</summary>
    public bool HasMapType(MapSpec like)
    {
        var attr = new MapCreateAttr { map_type = (uint)like.Type, max_entries = 1 };
        (attr.key_size, attr.value_size) = like.Type switch
        {
            MapType.Queue or MapType.Stack or MapType.BloomFilter => (0u, 4u),
            MapType.StackTrace or MapType.DevmapHash => (4u, 8u),
            MapType.LpmTrie => (8u, 8u),
            MapType.CgroupStorage or MapType.PercpuCgroupStorage => (16u, 8u),
            MapType.Ringbuf or MapType.UserRingbuf or MapType.Arena => (0u, 0u),
            _ => (4u, 4u),
        };
        attr.max_entries = like.Type switch
        {
            MapType.Ringbuf or MapType.UserRingbuf => (uint)Environment.SystemPageSize,
            MapType.CgroupStorage or MapType.PercpuCgroupStorage or MapType.SkStorage or MapType.InodeStorage or MapType.TaskStorage or MapType.CgrpStorage => 0,
            _ => 1,
        };
        attr.map_flags = like.Type is MapType.LpmTrie ? 1u : like.Type is MapType.Arena ? BPF_F_MMAPABLE : 0;
        var result = Create(attr);
        Close(result);

        // Any other refusal comes from the type's own checks, so the type is there: local storage wants BTF, maps of maps an inner map.
        return result != -Errno.EINVAL || like.Type is MapType.SkStorage or MapType.InodeStorage or MapType.TaskStorage or MapType.CgrpStorage
            or MapType.ArrayOfMaps or MapType.HashOfMaps or MapType.StructOps;
    }

    /// <summary>False when the kernel has no programs of the type: it says so before the verifier writes a word.</summary>
    public bool HasProgramType(ProgramType type, AttachType attachType)
    {
        var log = new byte[256];
        var result = LoadProgram(type, Assembler.Assemble(Nothing).Instructions, attachType, log: log);
        return Close(result) || result != -Errno.EINVAL || log[0] != 0;
    }

    private static byte[]? TypesFor(KernelFeature feature)
    {
        var types = new BtfBuilder();
        var number = types.AddInteger("int", 4, isSigned: true);
        switch (feature)
        {
            case KernelFeature.Btf:
                break;
            case KernelFeature.BtfFunctions or KernelFeature.BtfGlobalFunctions:
                types.AddFunction("f", types.AddPrototype(number, [new BtfParameter("a", number)]), feature == KernelFeature.BtfGlobalFunctions ? 1 : 0);
                break;
            case KernelFeature.BtfDataSections or KernelFeature.BtfQuestionNames:
                var variable = types.AddVariable("v", number, linkage: 1);
                types.AddDataSection(feature == KernelFeature.BtfQuestionNames ? "?.data" : ".data", 4, [new BtfVariable(variable, 0, 4)]);
                break;
            case KernelFeature.BtfFloat:
                types.AddFloat("double", 8);
                break;
            case KernelFeature.BtfDeclTags:
                types.AddDeclarationTag("tag", types.AddVariable("v", number, linkage: 1));
                break;
            case KernelFeature.BtfTypeTags:
                types.AddPointer(types.AddModifier(BtfKind.TypeTag, number, "tag"));
                break;
            case KernelFeature.BtfEnum64:
                types.AddEnum("e", 8, isSigned: false, [new BtfEnumerator("E", 1)]);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(feature));
        }

        return types.ToArray();
    }

    private bool LoadsBtf(byte[]? types) => Close(BtfCalls.Load(types, default, token));

    private bool LoadsProgram(ProgramType type, string text, AttachType attachType = default, string name = "")
    {
        var result = LoadProgram(type, Assembler.Assemble(text).Instructions, attachType, name);
        return Close(result);
    }

    private int LoadProgram(ProgramType type, Instruction[] code, AttachType attachType = default, string name = "", byte[]? log = null)
    {
        fixed (Instruction* instructions = code)
        fixed (byte* license = "GPL\0"u8, logBytes = log)
        {
            var attr = new ProgramLoadAttr
            {
                prog_type = (uint)type, insns = (ulong)instructions, insn_cnt = (uint)code.Length, license = (ulong)license, prog_name = ObjectName.From(name),
                expected_attach_type = (uint)attachType, kern_version = (uint)Kernel.Facts.KernelRelease.Code,
                log_level = log is null ? 0u : 1u, log_buf = (ulong)logBytes, log_size = (uint)(log?.Length ?? 0),
            };
            return Load(attr);
        }
    }

    private bool Creates(MapCreateAttr attr) => Close(Create(attr));

    private int Create(MapCreateAttr attr)
    {
        using var fd = OptionalLease.Of(token);
        attr.map_token_fd = fd.Value;
        attr.map_flags |= token is null ? 0 : BpfTokens.BPF_F_TOKEN_FD;
        return MapCalls.Create(ref attr);
    }

    private int Load(ProgramLoadAttr attr)
    {
        using var fd = OptionalLease.Of(token);
        attr.prog_token_fd = fd.Value;
        attr.prog_flags |= token is null ? 0 : BpfTokens.BPF_F_TOKEN_FD;
        return ProgramCalls.Load(ref attr);
    }

    private bool HasGlobalData()
    {
        var attr = new MapCreateAttr { map_type = (uint)MapType.Array, key_size = 4, value_size = 32, max_entries = 1 };
        if (Open(Create(attr)) is not { } map)
        {
            return false;
        }

        using (map)
        {
            using var fd = map.Lease();
            var code = Assembler.Assemble("r1 = map_value[m] + 16 ll\n*(u64 *)(r1 + 0) = 42\n" + Nothing).Instructions;
            code[0] = code[0].WithImmediate(fd.Value);
            return Close(LoadProgram(ProgramType.SocketFilter, code));
        }
    }

    /// <summary>A global function whose parameter only its tag calls a context calls a helper that wants one.</summary>
    private bool HasContextTags()
    {
        var types = new BtfBuilder();
        var number = types.AddInteger("int", 4, isSigned: true);
        var prototype = types.AddPrototype(number, [new BtfParameter("ctx", types.AddPointer(0))]);
        var main = types.AddFunction("main", prototype, 1);
        var helper = types.AddFunction("helper", prototype, 1);
        types.AddDeclarationTag("arg:ctx", helper, 0);
        using var btf = Open(BtfCalls.Load(types.ToArray(), default, token));
        if (btf is null)
        {
            return false;
        }

        using var fd = btf.Lease();
        var code = Assembler.Assemble("call helper\nexit\nhelper:\ncall 173\nr0 = 0\nexit").Instructions;
        var functions = stackalloc FunctionInfo[2] { new() { insn_off = 0, type_id = main }, new() { insn_off = 2, type_id = helper } };
        fixed (Instruction* instructions = code)
        fixed (byte* license = "GPL\0"u8)
        {
            var attr = new ProgramLoadAttr
            {
                prog_type = (uint)ProgramType.Kprobe, insns = (ulong)instructions, insn_cnt = (uint)code.Length, license = (ulong)license,
                kern_version = (uint)Kernel.Facts.KernelRelease.Code, prog_btf_fd = (uint)fd.Value,
                func_info = (ulong)functions, func_info_cnt = 2, func_info_rec_size = (uint)sizeof(FunctionInfo),
            };
            return Close(Load(attr));
        }
    }

    private bool HasBindMap()
    {
        var attr = new MapCreateAttr { map_type = (uint)MapType.Array, key_size = 4, value_size = 32, max_entries = 1 };
        using var map = Open(Create(attr));
        using var program = Open(LoadProgram(ProgramType.SocketFilter, Assembler.Assemble(Nothing).Instructions));
        return map is not null && program is not null && ProgramCalls.BindMap(program, map) >= 0;
    }

    private bool HasModuleBtf()
    {
        using var btf = Open(BtfCalls.Load(TypesFor(KernelFeature.Btf), default, token));
        return btf is not null && BtfCalls.Describe(btf, out _, out _) >= 0;
    }

    /// <summary>The kernel that knows the attach type looks at the target next, and finds no descriptor.</summary>
    private bool HasPerfLinks()
    {
        using var program = Open(LoadProgram(ProgramType.Tracepoint, Assembler.Assemble(Nothing).Instructions));
        return program is not null && LinkCalls.Create(program, -1, (uint)AttachType.PerfEvent) == -Errno.EBADF;
    }

    /// <summary>The kernel that knows the link reads the addresses next, which are not there.</summary>
    private bool HasKprobeMulti()
    {
        using var program = Open(LoadProgram(ProgramType.Kprobe, Assembler.Assemble(Nothing).Instructions, AttachType.TraceKprobeMulti));
        if (program is null)
        {
            return false;
        }

        using var fd = program.Lease();
        var attr = new KprobeMultiAttr { prog_fd = (uint)fd.Value, attach_type = (uint)AttachType.TraceKprobeMulti, cnt = 1, addrs = 1 };
        return BpfCall.Invoke(BpfCommand.BPF_LINK_CREATE, ref attr) == -Errno.EFAULT;
    }

    /// <summary>The kernel that knows the link opens the file next, which is a folder.</summary>
    private bool HasUprobeMulti()
    {
        using var program = Open(LoadProgram(ProgramType.Kprobe, Assembler.Assemble(Nothing).Instructions, AttachType.TraceUprobeMulti));
        if (program is null)
        {
            return false;
        }

        using var fd = program.Lease();
        ulong offset = 0;
        fixed (byte* path = "/\0"u8)
        {
            var attr = new UprobeMultiAttr { prog_fd = (uint)fd.Value, attach_type = (uint)AttachType.TraceUprobeMulti, path = (ulong)path, offsets = (ulong)&offset, cnt = 1 };
            return BpfCall.Invoke(BpfCommand.BPF_LINK_CREATE, ref attr) == -Errno.EBADF;
        }
    }

    private static bool HasTokens()
    {
        var attr = new TokenCreateAttr { bpffs_fd = uint.MaxValue };
        return BpfCall.Invoke(BpfCommand.BPF_TOKEN_CREATE, ref attr) == -Errno.EBADF;
    }

    private static BpfFd? Open(int result) => result >= 0 ? new BpfFd(result) : null;

    private static bool Close(int result)
    {
        Open(result)?.Dispose();
        return result >= 0;
    }
}
