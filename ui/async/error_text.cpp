#include "ui/async/error_text.h"

#include "runtime/base/error_text.h"
#include "ui/async/plain_text.h"

#include <QCoreApplication>

namespace firkin::ui {

using namespace Qt::StringLiterals;
using Op = firkin::Operation;

namespace {

struct ErrorStrings {
    Q_DECLARE_TR_FUNCTIONS(ErrorStrings)
};

/// With %1 for the object. Those without an object take none.
QString pattern(Op operation)
{
    switch (operation) {
    case Op::ValidateMachine: return ErrorStrings::tr("The machine settings of %1 are not valid");
    case Op::StartMachine: return ErrorStrings::tr("Could not start the machine of %1");
    case Op::StopMachine: return ErrorStrings::tr("Could not stop the machine of %1");
    case Op::PauseMachine: return ErrorStrings::tr("Could not pause the machine of %1");
    case Op::ResumeMachine: return ErrorStrings::tr("Could not resume the machine of %1");
    case Op::AttachDevice: return ErrorStrings::tr("Could not attach the device %1");
    case Op::DetachDevice: return ErrorStrings::tr("Could not detach the device %1");
    case Op::DialGuest: return ErrorStrings::tr("Could not reach the machine of %1");
    case Op::ListenForGuest: return ErrorStrings::tr("Could not wait for the machine of %1 to call");
    case Op::ConnectAgent: return ErrorStrings::tr("Could not connect to the agent of %1");
    case Op::ParseOptions: return ErrorStrings::tr("“%1” is not valid here");
    case Op::CreateContainer: return ErrorStrings::tr("Could not create the container %1");
    case Op::StartContainer: return ErrorStrings::tr("Could not start %1");
    case Op::WaitForContainer: return ErrorStrings::tr("Could not wait for %1");
    case Op::StopContainer: return ErrorStrings::tr("Could not stop %1");
    case Op::KillContainer: return ErrorStrings::tr("Could not kill %1");
    case Op::RemoveContainer: return ErrorStrings::tr("Could not delete %1");
    case Op::RestoreContainer: return ErrorStrings::tr("Could not restore %1");
    case Op::RenameContainer: return ErrorStrings::tr("Could not rename %1");
    case Op::UpdateContainer: return ErrorStrings::tr("Could not change %1");
    case Op::PauseContainer: return ErrorStrings::tr("Could not pause %1");
    case Op::ResumeContainer: return ErrorStrings::tr("Could not resume %1");
    case Op::RestartContainer: return ErrorStrings::tr("Could not restart %1");
    case Op::ListProcesses: return ErrorStrings::tr("Could not list the processes of %1");
    case Op::ListContainers: return ErrorStrings::tr("Could not list the containers");
    case Op::InspectContainer: return ErrorStrings::tr("Could not inspect %1");
    case Op::WatchContainers: return ErrorStrings::tr("Could not watch the containers");
    case Op::StartProcess: return ErrorStrings::tr("Could not start the program %1");
    case Op::WaitForProcess: return ErrorStrings::tr("Could not wait for the program %1");
    case Op::SignalProcess: return ErrorStrings::tr("Could not signal the program %1");
    case Op::ResizeTerminal: return ErrorStrings::tr("Could not resize the terminal of %1");
    case Op::OpenSession: return ErrorStrings::tr("Could not open a terminal in %1");
    case Op::AttachSession: return ErrorStrings::tr("Could not show the terminal of %1");
    case Op::CloseSession: return ErrorStrings::tr("Could not close the terminal of %1");
    case Op::ReadLogs: return ErrorStrings::tr("Could not read the log of %1");
    case Op::ReadStatistics: return ErrorStrings::tr("Could not read the statistics of %1");
    case Op::RelayStream: return ErrorStrings::tr("The connection to %1 broke");
    case Op::CreatePod: return ErrorStrings::tr("Could not create the pod %1");
    case Op::StartPod: return ErrorStrings::tr("Could not start the pod %1");
    case Op::StopPod: return ErrorStrings::tr("Could not stop the pod %1");
    case Op::RemovePod: return ErrorStrings::tr("Could not delete the pod %1");
    case Op::RenamePod: return ErrorStrings::tr("Could not rename the pod %1");
    case Op::InspectPod: return ErrorStrings::tr("Could not inspect the pod %1");
    case Op::CopyIn: return ErrorStrings::tr("Could not copy %1 into the container");
    case Op::CopyOut: return ErrorStrings::tr("Could not copy %1 out of the container");
    case Op::ListDirectory: return ErrorStrings::tr("Could not list the folder %1");
    case Op::StatFile: return ErrorStrings::tr("Could not look at %1");
    case Op::RenameFile: return ErrorStrings::tr("Could not rename the file %1");
    case Op::RemoveFile: return ErrorStrings::tr("Could not delete the file %1");
    case Op::MakeDirectory: return ErrorStrings::tr("Could not make the folder %1");
    case Op::MountFileSystem: return ErrorStrings::tr("Could not mount %1");
    case Op::UnmountFileSystem: return ErrorStrings::tr("Could not unmount %1");
    case Op::ConfigureNetwork: return ErrorStrings::tr("Could not set up the network of %1");
    case Op::ConfigureGuest: return ErrorStrings::tr("Could not set up the machine of %1");
    case Op::LoadImage: return ErrorStrings::tr("Could not load the image %1");
    case Op::PullImage: return ErrorStrings::tr("Could not pull the image %1");
    case Op::PushImage: return ErrorStrings::tr("Could not push the image %1");
    case Op::RemoveImage: return ErrorStrings::tr("Could not delete the image %1");
    case Op::ListImages: return ErrorStrings::tr("Could not list the images");
    case Op::ReadImage: return ErrorStrings::tr("Could not read the image %1");
    case Op::SaveImage: return ErrorStrings::tr("Could not save the image %1");
    case Op::TagImage: return ErrorStrings::tr("Could not name the image %1");
    case Op::LogIn: return ErrorStrings::tr("Could not log in to %1");
    case Op::LogOut: return ErrorStrings::tr("Could not log out of %1");
    case Op::BuildRootfs: return ErrorStrings::tr("Could not unpack the image %1");
    case Op::PublishPort: return ErrorStrings::tr("Could not publish the port %1");
    case Op::UnpublishPort: return ErrorStrings::tr("Could not take back the port %1");
    case Op::RelaySocket: return ErrorStrings::tr("Could not publish the socket %1");
    case Op::CreateVolume: return ErrorStrings::tr("Could not create the volume %1");
    case Op::ListVolumes: return ErrorStrings::tr("Could not list the volumes");
    case Op::RemoveVolume: return ErrorStrings::tr("Could not delete the volume %1");
    case Op::CreateNetwork: return ErrorStrings::tr("Could not create the network %1");
    case Op::RemoveNetwork: return ErrorStrings::tr("Could not delete the network %1");
    case Op::ListNetworks: return ErrorStrings::tr("Could not list the networks");
    case Op::JoinNetwork: return ErrorStrings::tr("Could not join the network %1");
    case Op::SaveSnapshot: return ErrorStrings::tr("Could not take the snapshot %1");
    case Op::RestoreSnapshot: return ErrorStrings::tr("Could not restore the snapshot %1");
    case Op::ForkSnapshot: return ErrorStrings::tr("Could not make a container from the snapshot %1");
    case Op::RemoveSnapshot: return ErrorStrings::tr("Could not delete the snapshot %1");
    case Op::ListSnapshots: return ErrorStrings::tr("Could not list the snapshots of %1");
    case Op::OpenStore: return ErrorStrings::tr("Could not open the store %1");
    case Op::ReadRecord: return ErrorStrings::tr("Could not read the record of %1");
    case Op::WriteRecord: return ErrorStrings::tr("Could not write the record of %1");
    case Op::RunHelper: return ErrorStrings::tr("The helper program %1 did not work");
    case Op::FindHelper: return ErrorStrings::tr("Could not find %1, which Firkin needs");
    case Op::CheckSystem: return ErrorStrings::tr("The check of this system failed");
    case Op::ContactSupervisor: return ErrorStrings::tr("Could not reach the supervisor of %1");
    case Op::StartSupervisor: return ErrorStrings::tr("Could not start the supervisor of %1");
    case Op::ReadSettings: return ErrorStrings::tr("Could not read the settings");
    case Op::WriteSettings: return ErrorStrings::tr("Could not save the settings");
    }
    return {};
}

} // namespace

QString failureText(Op operation, const QString &object)
{
    QString text = pattern(operation);
    // Not QString::arg: an object that holds "%1" is text like any other.
    const qsizetype at = text.indexOf("%1"_L1);
    if (at >= 0)
        text.replace(at, 2, object.isEmpty() ? ErrorStrings::tr("it") : object);
    return text;
}

QString reasonText(Reason reason)
{
    switch (reason) {
    case Reason::Unspecified: return {};
    case Reason::BadSyntax: return ErrorStrings::tr("it is not written in a form that can be read");
    case Reason::BadId: return ErrorStrings::tr("it is not a valid id");
    case Reason::BadName: return ErrorStrings::tr("a name has 1 to 64 letters, digits, “_”, “.” or “-”");
    case Reason::BadPath: return ErrorStrings::tr("the path is not usable");
    case Reason::BadReference: return ErrorStrings::tr("it is not a valid image name");
    case Reason::BadSize: return ErrorStrings::tr("it is not a size such as 512M or 2G");
    case Reason::OutOfRange: return ErrorStrings::tr("the value is out of range");
    case Reason::MissingCommand: return ErrorStrings::tr("the image names no command and none was given");
    case Reason::ConflictingOptions: return ErrorStrings::tr("the options contradict each other");
    case Reason::BelongsToPod: return ErrorStrings::tr("this is set for the whole pod, not for one container");
    case Reason::UnknownUser: return ErrorStrings::tr("the container knows no such user");
    case Reason::UnknownSignal: return ErrorStrings::tr("there is no such signal");
    case Reason::ReservedPort: return ErrorStrings::tr("the port is reserved");
    case Reason::PortTaken: return ErrorStrings::tr("the port is already in use on this computer");
    case Reason::NameTaken: return ErrorStrings::tr("the name is already taken");
    case Reason::TooLarge: return ErrorStrings::tr("it is too large");
    case Reason::NoSuchContainer: return ErrorStrings::tr("the container does not exist");
    case Reason::NoSuchImage: return ErrorStrings::tr("the image is not on this computer");
    case Reason::NoSuchPod: return ErrorStrings::tr("the pod does not exist");
    case Reason::NoSuchSession: return ErrorStrings::tr("the terminal session is gone");
    case Reason::NoSuchFile: return ErrorStrings::tr("there is no such file or folder");
    case Reason::NoSuchVolume: return ErrorStrings::tr("the volume does not exist");
    case Reason::NoSuchNetwork: return ErrorStrings::tr("the network does not exist");
    case Reason::NoSuchSnapshot: return ErrorStrings::tr("the snapshot does not exist");
    case Reason::NoSuchProcess: return ErrorStrings::tr("the process is gone");
    case Reason::NotPublished: return ErrorStrings::tr("it is not published");
    case Reason::NotRunning: return ErrorStrings::tr("the container is not running");
    case Reason::AlreadyRunning: return ErrorStrings::tr("it is already running");
    case Reason::StillRunning: return ErrorStrings::tr("it is still running");
    case Reason::IsPaused: return ErrorStrings::tr("it is paused");
    case Reason::NotPaused: return ErrorStrings::tr("it is not paused");
    case Reason::IsRestarting: return ErrorStrings::tr("it is about to be started again");
    case Reason::MachineTooSmall: return ErrorStrings::tr("its machine is too small for that while it runs");
    case Reason::InUse: return ErrorStrings::tr("it is in use");
    case Reason::NotADirectory: return ErrorStrings::tr("it is not a folder");
    case Reason::IsADirectory: return ErrorStrings::tr("it is a folder");
    case Reason::DirectoryNotEmpty: return ErrorStrings::tr("the folder is not empty");
    case Reason::ReadOnly: return ErrorStrings::tr("it is read-only");
    case Reason::FileChanged: return ErrorStrings::tr("the file changed while it was being read");
    case Reason::IllegalTransition: return ErrorStrings::tr("that is not possible in its present state");
    case Reason::ExecutableNotFound: return ErrorStrings::tr("the container has no such program");
    case Reason::ExecutableNotRunnable: return ErrorStrings::tr("the program cannot be run");
    case Reason::NoShell: return ErrorStrings::tr("the image has no shell");
    case Reason::KernelPanic: return ErrorStrings::tr("its kernel panicked");
    case Reason::MachineExited: return ErrorStrings::tr("its machine ended");
    case Reason::MachineStuck: return ErrorStrings::tr("its machine stopped making progress");
    case Reason::AgentSilent: return ErrorStrings::tr("its machine does not answer");
    case Reason::AgentTooOld: return ErrorStrings::tr("the agent in its machine is too old for this");
    case Reason::ConnectionLost: return ErrorStrings::tr("the connection was lost");
    case Reason::DeviceLost: return ErrorStrings::tr("a device of its machine was lost");
    case Reason::NoKvm: return ErrorStrings::tr("hardware virtualization cannot be used");
    case Reason::NoNestedVirtualization: return ErrorStrings::tr("nested virtualization is not available");
    case Reason::HelperMissing: return ErrorStrings::tr("it is not installed");
    case Reason::HelperFailed: return ErrorStrings::tr("it ended with an error");
    case Reason::NoSpace: return ErrorStrings::tr("the disk is full");
    case Reason::NoPermission: return ErrorStrings::tr("permission was denied");
    case Reason::NoMemory: return ErrorStrings::tr("there is not enough memory");
    case Reason::NoDisplay: return ErrorStrings::tr("there is no display");
    case Reason::SystemError: return ErrorStrings::tr("the operating system reported an error");
    case Reason::SupervisorLost: return ErrorStrings::tr("its supervisor ended unexpectedly");
    case Reason::SupervisorIncompatible: return ErrorStrings::tr("its supervisor belongs to another version of Firkin");
    case Reason::StoreTooNew: return ErrorStrings::tr("it was written by a newer version of Firkin");
    case Reason::StoreBusy: return ErrorStrings::tr("somebody else is changing it");
    case Reason::RecordDamaged: return ErrorStrings::tr("its record is damaged");
    case Reason::SnapshotMismatch: return ErrorStrings::tr("it was saved by another kind of machine");
    case Reason::SnapshotDamaged: return ErrorStrings::tr("a file of the snapshot is missing or damaged");
    case Reason::NotSnapshottable: return ErrorStrings::tr("such a container cannot be saved");
    case Reason::SettingsDamaged: return ErrorStrings::tr("the settings file is damaged");
    case Reason::NotAnImage: return ErrorStrings::tr("the file is not a container image");
    case Reason::Truncated: return ErrorStrings::tr("the data ends too early");
    case Reason::DigestMismatch: return ErrorStrings::tr("its content does not match its digest");
    case Reason::LimitExceeded: return ErrorStrings::tr("it exceeds a safety limit");
    case Reason::WrongPlatform: return ErrorStrings::tr("it was made for another kind of processor");
    case Reason::RegistryRefused: return ErrorStrings::tr("the registry refused");
    case Reason::RegistryUnreachable: return ErrorStrings::tr("the registry cannot be reached");
    case Reason::NeedsLogin: return ErrorStrings::tr("the registry wants a login");
    case Reason::LoginRefused: return ErrorStrings::tr("the registry does not accept this name and password");
    case Reason::NotLoggedIn: return ErrorStrings::tr("nobody is logged in there");
    case Reason::DeadlineExceeded: return ErrorStrings::tr("it took too long");
    case Reason::CancelledByCaller: return ErrorStrings::tr("it was cancelled");
    case Reason::UnsupportedHere: return ErrorStrings::tr("that is not supported here");
    case Reason::ProtocolViolation: return ErrorStrings::tr("the answer could not be understood");
    case Reason::Bug: return ErrorStrings::tr("Firkin made a mistake");
    }
    return {};
}

QString remedyText(Reason reason)
{
    switch (reason) {
    case Reason::SnapshotMismatch:
        return ErrorStrings::tr("Restore it where it was saved: with the same versions of Firkin and QEMU, on the same kind of processor.");
    case Reason::PortTaken: return ErrorStrings::tr("Choose another port, or stop the program that uses it.");
    case Reason::NameTaken: return ErrorStrings::tr("Choose another name.");
    case Reason::NoSuchImage: return ErrorStrings::tr("Pull the image, or load it from an archive.");
    case Reason::MissingCommand: return ErrorStrings::tr("Give a command to run.");
    case Reason::NotRunning: return ErrorStrings::tr("Start the container first.");
    case Reason::StillRunning: return ErrorStrings::tr("Stop the container first.");
    case Reason::IsPaused: return ErrorStrings::tr("Resume the container first.");
    case Reason::IsRestarting: return ErrorStrings::tr("Stop the container first.");
    case Reason::MachineTooSmall: return ErrorStrings::tr("Stop the container, change it, and start it again.");
    case Reason::ExecutableNotFound:
        return ErrorStrings::tr("Check the spelling, and that the image contains the program.");
    case Reason::NoShell: return ErrorStrings::tr("Open a debug shell instead.");
    case Reason::KernelPanic: return ErrorStrings::tr("The machine’s kernel messages say more.");
    case Reason::AgentSilent: return ErrorStrings::tr("Wait, or force the machine off.");
    case Reason::NoKvm: return ErrorStrings::tr("Enable virtualization in the firmware and join the group kvm.");
    case Reason::HelperMissing: return ErrorStrings::tr("Install it, or run “fk system check” to see what is missing.");
    case Reason::NoSpace: return ErrorStrings::tr("Empty the trash or delete unused images.");
    case Reason::NoMemory: return ErrorStrings::tr("Stop another container, or give this one less memory.");
    case Reason::NoPermission: return ErrorStrings::tr("Check the owner and the permissions.");
    case Reason::SupervisorLost: return ErrorStrings::tr("Start the container again.");
    case Reason::SupervisorIncompatible: return ErrorStrings::tr("Stop the container and start it again.");
    case Reason::StoreTooNew: return ErrorStrings::tr("Use that version.");
    case Reason::NotAnImage: return ErrorStrings::tr("Choose a docker or OCI archive.");
    case Reason::Truncated:
    case Reason::DigestMismatch: return ErrorStrings::tr("Get the image again.");
    case Reason::RegistryUnreachable: return ErrorStrings::tr("Check the network and the registry’s name.");
    case Reason::NeedsLogin: return ErrorStrings::tr("Log in on the page Images.");
    case Reason::BadReference: return ErrorStrings::tr("Write it as registry.example/name:tag.");
    case Reason::Bug: return ErrorStrings::tr("Please report it with the details.");
    case Reason::Unspecified:
    case Reason::BadSyntax:
    case Reason::BadId:
    case Reason::BadName:
    case Reason::BadPath:
    case Reason::BadSize:
    case Reason::OutOfRange:
    case Reason::NoSuchPod:
    case Reason::BelongsToPod:
    case Reason::ConflictingOptions:
    case Reason::UnknownUser:
    case Reason::UnknownSignal:
    case Reason::ReservedPort:
    case Reason::TooLarge:
    case Reason::NoSuchContainer:
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
    case Reason::ExecutableNotRunnable:
    case Reason::MachineExited:
    case Reason::MachineStuck:
    case Reason::AgentTooOld:
    case Reason::ConnectionLost:
    case Reason::DeviceLost:
    case Reason::NoNestedVirtualization:
    case Reason::HelperFailed:
    case Reason::NoDisplay:
    case Reason::SystemError:
    case Reason::StoreBusy:
    case Reason::RecordDamaged:
    case Reason::SnapshotDamaged:
    case Reason::NotSnapshottable:
    case Reason::SettingsDamaged:
    case Reason::LimitExceeded:
    case Reason::WrongPlatform:
    case Reason::RegistryRefused:
    case Reason::LoginRefused:
    case Reason::NotLoggedIn:
    case Reason::DeadlineExceeded:
    case Reason::CancelledByCaller:
    case Reason::UnsupportedHere:
    case Reason::ProtocolViolation: return {};
    }
    return {};
}

QString phaseText(Phase phase)
{
    switch (phase) {
    case Phase::Preparing: return ErrorStrings::tr("Preparing…");
    case Phase::Downloading: return ErrorStrings::tr("Downloading…");
    case Phase::Uploading: return ErrorStrings::tr("Uploading…");
    case Phase::Verifying: return ErrorStrings::tr("Verifying…");
    case Phase::Unpacking: return ErrorStrings::tr("Unpacking…");
    case Phase::BuildingRootfs: return ErrorStrings::tr("Building the file system…");
    case Phase::StartingMachine: return ErrorStrings::tr("Starting the machine…");
    case Phase::BootingKernel: return ErrorStrings::tr("Booting the kernel…");
    case Phase::ConnectingAgent: return ErrorStrings::tr("Connecting…");
    case Phase::MountingRootfs: return ErrorStrings::tr("Mounting the file system…");
    case Phase::StartingProcess: return ErrorStrings::tr("Starting the program…");
    case Phase::Stopping: return ErrorStrings::tr("Stopping…");
    case Phase::Copying: return ErrorStrings::tr("Copying…");
    case Phase::Syncing: return ErrorStrings::tr("Writing to disk…");
    case Phase::Finishing: return ErrorStrings::tr("Finishing…");
    }
    return {};
}

ErrorText errorText(const Error &error, const QString &name)
{
    ErrorText text;
    const QString object = name.isEmpty() ? displayText(error.object) : name;
    const QString reason = reasonText(error.rootReason());
    // Without a known reason the innermost detail is all there is to say.
    QString tail = reason;
    if (tail.isEmpty())
        for (const Error *at = &error; at != nullptr; at = at->cause.get())
            if (!at->detail.empty())
                tail = displayText(at->detail);
    text.headline = failureText(error.operation, object);
    text.headline += tail.isEmpty() ? u"."_s : u": "_s + tail + (tail.endsWith(u'.') ? QString() : u"."_s);
    text.remedy = remedyText(error.rootReason());

    QStringList lines;
    for (const Error *at = &error; at != nullptr; at = at->cause.get()) {
        QString line = failureText(at->operation, displayText(at->object));
        if (const QString why = reasonText(at->reason); !why.isEmpty())
            line += u": "_s + why;
        if (!at->detail.empty())
            line += u" ("_s + displayText(at->detail) + u')';
        lines << line;
    }
    text.details = lines.join(u'\n');
    return text;
}

} // namespace firkin::ui
