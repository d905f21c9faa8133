// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/base/error_text.h"

#include <array>
#include <cstdint>
#include <format>

namespace firkin {

std::string_view text(Operation operation)
{
    switch (operation) {
    case Operation::ValidateMachine: return "use the machine configuration of";
    case Operation::StartMachine: return "start machine";
    case Operation::StopMachine: return "stop machine";
    case Operation::PauseMachine: return "pause machine";
    case Operation::ResumeMachine: return "resume machine";
    case Operation::AttachDevice: return "attach device";
    case Operation::DetachDevice: return "detach device";
    case Operation::DialGuest: return "reach port in the guest";
    case Operation::ListenForGuest: return "listen for the guest on port";
    case Operation::ConnectAgent: return "connect to the agent of machine";
    case Operation::ParseOptions: return "use";
    case Operation::CreateContainer: return "create container";
    case Operation::StartContainer: return "start container";
    case Operation::WaitForContainer: return "wait for container";
    case Operation::StopContainer: return "stop container";
    case Operation::KillContainer: return "kill container";
    case Operation::RemoveContainer: return "remove container";
    case Operation::RestoreContainer: return "restore container";
    case Operation::RenameContainer: return "rename container";
    case Operation::UpdateContainer: return "update container";
    case Operation::PauseContainer: return "pause container";
    case Operation::ResumeContainer: return "resume container";
    case Operation::RestartContainer: return "restart container";
    case Operation::ListProcesses: return "list the processes of";
    case Operation::ListContainers: return "list containers";
    case Operation::InspectContainer: return "inspect container";
    case Operation::WatchContainers: return "watch containers";
    case Operation::StartProcess: return "start process";
    case Operation::WaitForProcess: return "wait for process";
    case Operation::SignalProcess: return "send a signal to process";
    case Operation::ResizeTerminal: return "resize the terminal of";
    case Operation::OpenSession: return "open a terminal in";
    case Operation::AttachSession: return "attach to terminal session";
    case Operation::CloseSession: return "close terminal session";
    case Operation::ReadLogs: return "read the logs of";
    case Operation::ReadStatistics: return "read the statistics of";
    case Operation::RelayStream: return "carry the stream of";
    case Operation::CreatePod: return "create pod";
    case Operation::StartPod: return "start pod";
    case Operation::StopPod: return "stop pod";
    case Operation::RemovePod: return "remove pod";
    case Operation::RenamePod: return "rename pod";
    case Operation::InspectPod: return "inspect pod";
    case Operation::CopyIn: return "copy into the container";
    case Operation::CopyOut: return "copy out of the container";
    case Operation::ListDirectory: return "list folder";
    case Operation::StatFile: return "look at";
    case Operation::RenameFile: return "rename";
    case Operation::RemoveFile: return "delete";
    case Operation::MakeDirectory: return "make folder";
    case Operation::MountFileSystem: return "mount";
    case Operation::UnmountFileSystem: return "unmount";
    case Operation::ConfigureNetwork: return "set up the network of";
    case Operation::ConfigureGuest: return "set up the guest of";
    case Operation::LoadImage: return "load image";
    case Operation::PullImage: return "pull image";
    case Operation::PushImage: return "push image";
    case Operation::RemoveImage: return "remove image";
    case Operation::ListImages: return "list images";
    case Operation::ReadImage: return "read image";
    case Operation::SaveImage: return "save image";
    case Operation::TagImage: return "tag image";
    case Operation::LogIn: return "log in to registry";
    case Operation::LogOut: return "log out of registry";
    case Operation::BuildRootfs: return "build the root file system of";
    case Operation::PublishPort: return "publish port";
    case Operation::UnpublishPort: return "take back port";
    case Operation::RelaySocket: return "publish socket";
    case Operation::CreateVolume: return "create volume";
    case Operation::ListVolumes: return "list volumes";
    case Operation::RemoveVolume: return "remove volume";
    case Operation::CreateNetwork: return "create network";
    case Operation::RemoveNetwork: return "remove network";
    case Operation::ListNetworks: return "list networks";
    case Operation::JoinNetwork: return "join network";
    case Operation::SaveSnapshot: return "save snapshot";
    case Operation::RestoreSnapshot: return "restore snapshot";
    case Operation::ForkSnapshot: return "make a container from snapshot";
    case Operation::RemoveSnapshot: return "remove snapshot";
    case Operation::ListSnapshots: return "list snapshots of";
    case Operation::OpenStore: return "open the store";
    case Operation::ReadRecord: return "read";
    case Operation::WriteRecord: return "write";
    case Operation::RunHelper: return "run";
    case Operation::FindHelper: return "find";
    case Operation::CheckSystem: return "check";
    case Operation::ContactSupervisor: return "reach the supervisor of";
    case Operation::StartSupervisor: return "start the supervisor of";
    case Operation::ReadSettings: return "read the settings";
    case Operation::WriteSettings: return "write the settings";
    }
    return {};
}

std::string_view text(Reason reason)
{
    switch (reason) {
    case Reason::Unspecified: return {};
    case Reason::BadSyntax: return "this cannot be understood";
    case Reason::BadId: return "an id is 1 to 64 letters, digits, '_', '.' or '-'";
    case Reason::BadName: return "the name has characters that are not allowed";
    case Reason::BadPath: return "the path is not valid here";
    case Reason::BadReference: return "this is no image reference";
    case Reason::BadSize: return "this is no size";
    case Reason::OutOfRange: return "the value is out of range";
    case Reason::MissingCommand: return "there is no command to run";
    case Reason::ConflictingOptions: return "these options exclude each other";
    case Reason::BelongsToPod: return "this is the pod's, not a single container\'s";
    case Reason::UnknownUser: return "there is no such user in the container";
    case Reason::UnknownSignal: return "there is no such signal";
    case Reason::ReservedPort: return "the port is reserved for Firkin itself";
    case Reason::PortTaken: return "the port is already in use";
    case Reason::NameTaken: return "the name is already taken";
    case Reason::TooLarge: return "it is too large";
    case Reason::NoSuchContainer: return "there is no such container";
    case Reason::NoSuchImage: return "there is no such image";
    case Reason::NoSuchPod: return "there is no such pod";
    case Reason::NoSuchSession: return "there is no such terminal session";
    case Reason::NoSuchFile: return "there is no such file or folder";
    case Reason::NoSuchVolume: return "there is no such volume";
    case Reason::NoSuchNetwork: return "there is no such network";
    case Reason::NoSuchSnapshot: return "there is no such snapshot";
    case Reason::NoSuchProcess: return "there is no such process";
    case Reason::NotPublished: return "it is not published";
    case Reason::NotRunning: return "it is not running";
    case Reason::AlreadyRunning: return "it is already running";
    case Reason::StillRunning: return "it is still running";
    case Reason::IsPaused: return "it is paused";
    case Reason::NotPaused: return "it is not paused";
    case Reason::IsRestarting: return "it is about to be started again";
    case Reason::MachineTooSmall: return "its machine is too small for that while it runs";
    case Reason::InUse: return "it is in use";
    case Reason::NotADirectory: return "it is not a folder";
    case Reason::IsADirectory: return "it is a folder";
    case Reason::DirectoryNotEmpty: return "the folder is not empty";
    case Reason::ReadOnly: return "it is read-only";
    case Reason::FileChanged: return "the file changed meanwhile";
    case Reason::IllegalTransition: return "its state does not allow that";
    case Reason::ExecutableNotFound: return "the executable was not found in the container";
    case Reason::ExecutableNotRunnable: return "the executable cannot be run";
    case Reason::NoShell: return "the image has no shell";
    case Reason::KernelPanic: return "the guest's kernel panicked";
    case Reason::MachineExited: return "the virtual machine has ended";
    case Reason::MachineStuck: return "the virtual machine stopped making progress";
    case Reason::AgentSilent: return "the agent in the guest does not answer";
    case Reason::AgentTooOld: return "the agent in the guest is too old";
    case Reason::ConnectionLost: return "the connection was lost";
    case Reason::DeviceLost: return "a device of the machine was lost";
    case Reason::NoKvm: return "hardware virtualization is not available";
    case Reason::NoNestedVirtualization: return "nested virtualization is not available";
    case Reason::HelperMissing: return "a program that Firkin needs is missing";
    case Reason::HelperFailed: return "a helper program failed";
    case Reason::NoSpace: return "there is no space left";
    case Reason::NoPermission: return "permission was denied";
    case Reason::NoMemory: return "there is not enough memory";
    case Reason::NoDisplay: return "there is no display";
    case Reason::SystemError: return "the system reported an error";
    case Reason::SupervisorLost: return "its supervisor ended unexpectedly";
    case Reason::SupervisorIncompatible: return "its supervisor speaks another version";
    case Reason::StoreTooNew: return "the store was written by a newer version of Firkin";
    case Reason::StoreBusy: return "somebody else is changing it";
    case Reason::RecordDamaged: return "its record is damaged";
    case Reason::SnapshotMismatch: return "it was saved by another kind of machine";
    case Reason::SnapshotDamaged: return "a file of the snapshot is missing or damaged";
    case Reason::NotSnapshottable: return "such a container cannot be saved";
    case Reason::SettingsDamaged: return "the settings file is damaged";
    case Reason::NotAnImage: return "this is no container image";
    case Reason::Truncated: return "the data ends too early";
    case Reason::DigestMismatch: return "the content does not match its digest";
    case Reason::LimitExceeded: return "it exceeds a safety limit";
    case Reason::WrongPlatform: return "it is made for another platform";
    case Reason::RegistryRefused: return "the registry refused";
    case Reason::RegistryUnreachable: return "the registry cannot be reached";
    case Reason::NeedsLogin: return "the registry asks for a login";
    case Reason::LoginRefused: return "the registry does not accept this name and password";
    case Reason::NotLoggedIn: return "nobody is logged in there";
    case Reason::DeadlineExceeded: return "it took too long";
    case Reason::CancelledByCaller: return "it was cancelled";
    case Reason::UnsupportedHere: return "this is not supported here";
    case Reason::ProtocolViolation: return "the other side sent something unexpected";
    case Reason::Bug: return "this is a bug in Firkin";
    }
    return {};
}

std::optional<std::string_view> remedy(Reason reason)
{
    switch (reason) {
    case Reason::BadSize: return "Write a size as 512m or 1.5g.";
    case Reason::BadReference: return "Write it as HOST/NAME:TAG or HOST/NAME@DIGEST.";
    case Reason::MissingCommand: return "Give a command after the image's name.";
    case Reason::ReservedPort: return "Choose a port other than 1024 and outside 0x10000000 to 0x20000000.";
    case Reason::PortTaken: return "Choose another host port, or 0 for any free one.";
    case Reason::NameTaken: return "Choose another name, or remove the one that has it.";
    case Reason::NoSuchContainer: return "See what there is with: fk ps -a.";
    case Reason::NoSuchImage: return "Pull it with fk image pull, or load an archive with fk image load.";
    case Reason::StillRunning: return "Stop it first.";
    case Reason::IsPaused: return "Resume it first ('fk unpause').";
    case Reason::IsRestarting: return "Stop it first.";
    case Reason::MachineTooSmall: return "Stop it, update it, and start it again.";
    case Reason::NotRunning: return "Start it first.";
    case Reason::ExecutableNotFound: return "Check the command's spelling and the image's PATH.";
    case Reason::ExecutableNotRunnable: return "Check its mode and the platform it was built for.";
    case Reason::NoShell: return "Open a debug shell instead.";
    case Reason::KernelPanic: return "The machine's console log has its last lines.";
    case Reason::MachineStuck: return "The machine's console log has its last lines; more memory may help.";
    case Reason::NoKvm: return "Enable virtualization in the firmware and check access to /dev/kvm.";
    case Reason::NoNestedVirtualization: return "Enable it for the host's kvm module.";
    case Reason::HelperMissing: return "fk system check shows what is missing and where it was looked for.";
    case Reason::NoSpace: return "Free some space; fk system df shows what Firkin uses.";
    case Reason::NoMemory: return "Give the container less memory, or stop others.";
    case Reason::NoDisplay: return "Set DISPLAY or WAYLAND_DISPLAY.";
    case Reason::SupervisorLost: return "Start the container again.";
    case Reason::SupervisorIncompatible: return "Stop the container and start it again.";
    case Reason::StoreTooNew: return "Use that version, or another store folder.";
    case Reason::StoreBusy: return "Try again in a moment.";
    case Reason::SnapshotMismatch: return "Restore it where it was saved: the same versions of Firkin and QEMU, the same kind of processor.";
    case Reason::SettingsDamaged: return "The file was kept beside the new one; defaults are used.";
    case Reason::NotAnImage: return "Give a docker archive, an OCI archive or an OCI layout.";
    case Reason::Truncated:
    case Reason::DigestMismatch: return "Fetch it again.";
    case Reason::NeedsLogin: return "Log in with: fk login REGISTRY.";
    case Reason::RegistryUnreachable: return "Check the registry's name and the network.";
    case Reason::Bug: return "Please report it with the details.";
    case Reason::Unspecified:
    case Reason::BadSyntax:
    case Reason::BadId:
    case Reason::BadName:
    case Reason::BadPath:
    case Reason::OutOfRange:
    case Reason::ConflictingOptions:
    case Reason::NoSuchPod:
    case Reason::BelongsToPod:
    case Reason::UnknownUser:
    case Reason::UnknownSignal:
    case Reason::TooLarge:
    case Reason::NoSuchSession:
    case Reason::NoSuchFile:
    case Reason::NoSuchVolume:
    case Reason::NoSuchNetwork:
    case Reason::NoSuchSnapshot:
    case Reason::NoSuchProcess:
    case Reason::NotPublished:
    case Reason::AlreadyRunning:
    case Reason::InUse:
    case Reason::NotADirectory:
    case Reason::IsADirectory:
    case Reason::DirectoryNotEmpty:
    case Reason::ReadOnly:
    case Reason::FileChanged:
    case Reason::IllegalTransition:
    case Reason::NotPaused:
    case Reason::MachineExited:
    case Reason::AgentSilent:
    case Reason::AgentTooOld:
    case Reason::ConnectionLost:
    case Reason::DeviceLost:
    case Reason::HelperFailed:
    case Reason::NoPermission:
    case Reason::SystemError:
    case Reason::RecordDamaged:
    case Reason::SnapshotDamaged:
    case Reason::NotSnapshottable:
    case Reason::LimitExceeded:
    case Reason::WrongPlatform:
    case Reason::RegistryRefused:
    case Reason::LoginRefused:
    case Reason::NotLoggedIn:
    case Reason::DeadlineExceeded:
    case Reason::CancelledByCaller:
    case Reason::UnsupportedHere:
    case Reason::ProtocolViolation: return std::nullopt;
    }
    return std::nullopt;
}

namespace {

struct CodePoint {
    std::uint32_t value = 0;
    std::size_t length = 0; ///< 0: not UTF-8
};

CodePoint decode(std::string_view text)
{
    const auto at = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
    const std::uint32_t first = at(0);
    if (first < 0x80)
        return {first, 1};
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < length)
        return {};
    std::uint32_t value = first & (0x7fu >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((at(i) & 0xc0) != 0x80)
            return {};
        value = value << 6 | (at(i) & 0x3f);
    }
    constexpr std::array<std::uint32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    if (value < least.at(length) || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
        return {};
    return {value, length};
}

/// Controls of terminals, line breaks of Unicode, and what reorders text.
bool isHarmful(std::uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x2028 || c == 0x2029 || (c >= 0x200e && c <= 0x200f)
           || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/// Says nothing that its cause does not say.
bool repeatsItsCause(const Error &error)
{
    return error.cause && error.reason == Reason::Unspecified && error.detail.empty()
           && error.cause->operation == error.operation && error.cause->object == error.object;
}

} // namespace

std::string escaped(std::string_view text)
{
    std::string out;
    while (!text.empty()) {
        const CodePoint point = decode(text);
        const std::size_t length = point.length ? point.length : 1;
        if (!point.length)
            out += std::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
        else if (text[0] == '\n')
            out += "\\n";
        else if (text[0] == '\t')
            out += "\\t";
        else if (isHarmful(point.value))
            out += point.value < 0x100 ? std::format("\\x{:02x}", point.value) : std::format("\\u{:04x}", point.value);
        else
            out += text.substr(0, length);
        text.remove_prefix(length);
    }
    return out;
}

std::string render(const Error &error)
{
    std::string out;
    std::optional<Operation> said;
    for (const Error *level = &error; level; level = level->cause.get()) {
        if (repeatsItsCause(*level))
            continue;
        // A container has a name for its user, an id for its supervisor, and one start for both.
        if (said == level->operation && level->reason == Reason::Unspecified && level->detail.empty())
            continue;
        if (!out.empty())
            out += ": ";
        out += "cannot ";
        out += text(level->operation);
        if (!level->object.empty()) {
            out += ' ';
            out += escaped(level->object);
        }
        said = level->operation;
        // errno's text says it better than "the system reported an error".
        const bool detailAlone = level->reason == Reason::SystemError || level->reason == Reason::Unspecified;
        const std::string detail = escaped(level->detail);
        if (detailAlone && !detail.empty())
            out += ": " + detail;
        else if (level->reason != Reason::Unspecified) {
            out += ": ";
            out += text(level->reason);
            if (!detail.empty())
                out += " (" + detail + ")";
        }
    }
    out += '.';
    if (const auto hint = remedy(error.rootReason())) {
        out += ' ';
        out += *hint;
    }
    return out;
}

} // namespace firkin
