// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace firkin {

/// What callers branch on. Stable; a new failure gets a new Reason, rarely a new code.
enum class ErrorCode : std::uint8_t {
    InvalidArgument,
    NotFound,
    AlreadyExists,
    InvalidState,
    PermissionDenied,
    Unavailable,
    Timeout,
    Cancelled,
    ResourceExhausted,
    Unsupported,
    Corrupt,
    Internal,
};

/// What was being done, as the person who asked for it would say it. Rendered at the edge only:
/// `error_text.cpp` in English, `ui/async/error_text.cpp` through tr(). Both switch over every value.
enum class Operation : std::uint8_t {
    // machines
    ValidateMachine,
    StartMachine,
    StopMachine,
    PauseMachine,
    ResumeMachine,
    AttachDevice,
    DetachDevice,
    DialGuest,
    ListenForGuest,
    ConnectAgent,
    // containers and processes
    ParseOptions,
    CreateContainer,
    StartContainer,
    WaitForContainer,
    StopContainer,
    KillContainer,
    RemoveContainer,
    RestoreContainer,
    RenameContainer,
    UpdateContainer,
    PauseContainer,
    ResumeContainer,
    RestartContainer,
    ListProcesses,
    ListContainers,
    InspectContainer,
    WatchContainers,
    StartProcess,
    WaitForProcess,
    SignalProcess,
    ResizeTerminal,
    OpenSession,
    AttachSession,
    CloseSession,
    ReadLogs,
    ReadStatistics,
    RelayStream,
    // pods
    CreatePod,
    StartPod,
    StopPod,
    RemovePod,
    RenamePod,
    InspectPod,
    // files
    CopyIn,
    CopyOut,
    ListDirectory,
    StatFile,
    RenameFile,
    RemoveFile,
    MakeDirectory,
    // guest set-up
    MountFileSystem,
    UnmountFileSystem,
    ConfigureNetwork,
    ConfigureGuest,
    // images
    LoadImage,
    PullImage,
    PushImage,
    RemoveImage,
    ListImages,
    ReadImage,
    SaveImage,
    TagImage,
    LogIn,
    LogOut,
    BuildRootfs,
    // networks, volumes, snapshots
    PublishPort,
    UnpublishPort,
    RelaySocket,
    CreateVolume,
    ListVolumes,
    RemoveVolume,
    CreateNetwork,
    RemoveNetwork,
    ListNetworks,
    JoinNetwork,
    SaveSnapshot,
    RestoreSnapshot,
    ForkSnapshot,
    RemoveSnapshot,
    ListSnapshots,
    // the host
    OpenStore,
    ReadRecord,
    WriteRecord,
    RunHelper,
    FindHelper,
    CheckSystem,
    ContactSupervisor,
    StartSupervisor,
    ReadSettings,
    WriteSettings,
};

/// Why it failed: known causes, each with an optional remedy in the renderers.
enum class Reason : std::uint8_t {
    Unspecified, ///< `detail` says all that is known
    // input
    BadSyntax,
    BadId,
    BadName,
    BadPath,
    BadReference,
    BadSize,
    OutOfRange,
    MissingCommand,
    ConflictingOptions,
    BelongsToPod,
    UnknownUser,
    UnknownSignal,
    ReservedPort,
    PortTaken,
    NameTaken,
    TooLarge,
    // existence and state
    NoSuchContainer,
    NoSuchImage,
    NoSuchPod,
    NoSuchSession,
    NoSuchFile,
    NoSuchVolume,
    NoSuchNetwork,
    NoSuchSnapshot,
    NoSuchProcess,
    NotPublished,
    NotRunning,
    AlreadyRunning,
    StillRunning,
    IsPaused,
    NotPaused,
    IsRestarting,
    MachineTooSmall,
    InUse,
    NotADirectory,
    IsADirectory,
    DirectoryNotEmpty,
    ReadOnly,
    FileChanged,
    IllegalTransition,
    // guest and machine
    ExecutableNotFound,
    ExecutableNotRunnable,
    NoShell,
    KernelPanic,
    MachineExited,
    MachineStuck,
    AgentSilent,
    AgentTooOld,
    ConnectionLost,
    DeviceLost,
    NoKvm,
    NoNestedVirtualization,
    // host
    HelperMissing,
    HelperFailed,
    NoSpace,
    NoPermission,
    NoMemory,
    NoDisplay,
    SystemError, ///< `detail` is errno's text
    SupervisorLost,
    SupervisorIncompatible,
    StoreTooNew,
    StoreBusy,
    RecordDamaged,
    SnapshotMismatch, ///< saved by another machine layout, QEMU, processor or guest image
    SnapshotDamaged,  ///< a file of it is missing or cut short
    NotSnapshottable, ///< `detail` says what the container has that cannot be saved
    SettingsDamaged,
    // images
    NotAnImage,
    Truncated,
    DigestMismatch,
    LimitExceeded,
    WrongPlatform,
    RegistryRefused,
    RegistryUnreachable,
    NeedsLogin,
    LoginRefused,
    NotLoggedIn,
    // time and will
    DeadlineExceeded,
    CancelledByCaller,
    UnsupportedHere,
    ProtocolViolation,
    Bug,
};

/// One failure. The chain of causes is printed once, at the edge; a layer never repeats its cause.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    Operation operation = Operation::CheckSystem;
    std::string object;                 ///< which one: an id, a path, a reference
    Reason reason = Reason::Unspecified;
    std::string detail;                 ///< errno text, a registry's reply: for logs and "Details"
    std::shared_ptr<const Error> cause; ///< what lay below, if anything

    /// The innermost reason that is not Unspecified; what a caller shows a remedy for.
    [[nodiscard]] Reason rootReason() const;
    [[nodiscard]] bool isCancelled() const { return code == ErrorCode::Cancelled; }
};

/// The code that goes with a reason unless the caller knows better.
[[nodiscard]] ErrorCode codeFor(Reason reason);

[[nodiscard]] Error makeError(Operation operation, std::string_view object, Reason reason,
                              std::string_view detail = {});

/// An error from errno; this file alone translates errno values. `detail` names the system call's object.
[[nodiscard]] Error systemError(Operation operation, std::string_view object, int errnoValue,
                                std::string_view detail = {});

/// Says what an upper layer was doing; keeps the code of `cause`.
[[nodiscard]] Error wrap(Operation operation, std::string_view object, Error cause);

[[nodiscard]] Error cancelled(Operation operation, std::string_view object);
[[nodiscard]] Error timedOut(Operation operation, std::string_view object, std::string_view detail = {});

} // namespace firkin
