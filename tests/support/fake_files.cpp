#include "tests/support/fake_world.h"

#include "runtime/base/paths.h"
#include "runtime/base/served_files.h"

#include <algorithm>
#include <fstream>

namespace firkin::engine {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

std::string normalised(std::string_view path)
{
    std::string out;
    std::size_t at = 0;
    while (at < path.size()) {
        const auto slash = path.find('/', at);
        const auto part = path.substr(at, slash == std::string_view::npos ? std::string_view::npos : slash - at);
        if (part == "..")
            out.erase(out.find_last_of('/') == std::string::npos ? 0 : out.find_last_of('/'));
        else if (!part.empty() && part != ".")
            out.append("/").append(part);
        if (slash == std::string_view::npos)
            break;
        at = slash + 1;
    }
    return out.empty() ? "/" : out;
}

std::string parentOf(const std::string &path)
{
    const auto slash = path.find_last_of('/');
    return slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
}

std::string baseOf(const std::string &path)
{
    return path.substr(path.find_last_of('/') + 1);
}

std::string join(const std::string &folder, std::string_view name)
{
    return folder == "/" ? "/" + std::string(name) : folder + "/" + std::string(name);
}

FileEntry makeEntry(std::string name, FileType type, std::uint64_t size, std::uint32_t mode)
{
    FileEntry entry;
    entry.name = std::move(name);
    entry.type = type;
    entry.size = size;
    entry.mode = mode;
    entry.owner = "root";
    entry.group = "root";
    entry.modified = std::chrono::system_clock::now() - 26h;
    return entry;
}

void put(FakeContainer &container, const std::string &path, FileEntry entry, std::string content = {})
{
    for (std::string folder = parentOf(path); !container.files.contains(folder); folder = parentOf(folder))
        container.files[folder] = {makeEntry(baseOf(folder), FileType::Directory, 4096, 0755), {}};
    entry.name = baseOf(path);
    container.files[path] = {std::move(entry), std::move(content)};
}

class FakeFiles : public Files {
public:
    explicit FakeFiles(std::shared_ptr<FakeWorld> world) : m_world(std::move(world)) {}

    Status list(const ContainerId &id, std::string_view path, const std::function<void(std::vector<FileEntry>)> &page,
                std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::ListDirectory, path, stop));
        std::vector<FileEntry> entries;
        {
            const std::scoped_lock lock(m_world->mutex);
            FIRKIN_ASSIGN(auto *container, m_world->need(Operation::ListDirectory, id));
            const std::string folder = normalised(path);
            const auto it = container->files.find(folder);
            if (it == container->files.end())
                return fail(Operation::ListDirectory, path, Reason::NoSuchFile);
            if (it->second.entry.type != FileType::Directory)
                return fail(Operation::ListDirectory, path, Reason::NotADirectory);
            for (const auto &[name, file] : container->files)
                if (name != "/" && parentOf(name) == folder)
                    entries.push_back(file.entry);
        }
        for (std::size_t at = 0; at < entries.size(); at += 2000) {
            if (stop.stop_requested())
                return fail(cancelled(Operation::ListDirectory, path));
            const auto end = std::min(at + 2000, entries.size());
            page({entries.begin() + static_cast<std::ptrdiff_t>(at), entries.begin() + static_cast<std::ptrdiff_t>(end)});
        }
        return {};
    }

    Result<FileEntry> stat(const ContainerId &id, std::string_view path, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::StatFile, path, stop));
        const std::scoped_lock lock(m_world->mutex);
        FIRKIN_ASSIGN(auto *container, m_world->need(Operation::StatFile, id));
        const auto it = container->files.find(normalised(path));
        if (it == container->files.end())
            return fail(Operation::StatFile, path, Reason::NoSuchFile);
        return it->second.entry;
    }

    Status copyIn(const ContainerId &id, const fs::path &source, std::string_view target, const CopyOptions &,
                  const ProgressFn &progress, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::CopyIn, source.string(), stop));
        std::error_code error;
        if (!fs::exists(fs::symlink_status(source, error)))
            return fail(Operation::CopyIn, source.string(), Reason::NoSuchFile);
        std::uint64_t total = 0;
        if (fs::is_directory(source))
            for (const auto &item : fs::recursive_directory_iterator(source, error))
                total += item.is_regular_file() ? item.file_size() : 0;
        else
            total = fs::file_size(source, error);
        FIRKIN_TRY(m_world->work(Operation::CopyIn, source.string(), {Phase::Copying}, total, source.filename().string(), progress, stop));
        const std::scoped_lock lock(m_world->mutex);
        FIRKIN_ASSIGN(auto *container, m_world->need(Operation::CopyIn, id));
        std::string to = normalised(target);
        const auto existing = container->files.find(to);
        const bool folder = existing != container->files.end() && existing->second.entry.type == FileType::Directory;
        if (target.ends_with('/') && !folder)
            return fail(Operation::CopyIn, target, existing == container->files.end() ? Reason::NoSuchFile : Reason::NotADirectory);
        if (existing != container->files.end() && !folder && fs::is_directory(source))
            return fail(Operation::CopyIn, target, Reason::NotADirectory);
        if (folder)
            to = join(to, source.filename().string());
        copyTree(*container, source, to);
        return {};
    }

    Status copyOut(const ContainerId &id, std::string_view source, const fs::path &target, const CopyOptions &,
                   const ProgressFn &progress, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::CopyOut, source, stop));
        const std::string from = normalised(source);
        std::map<std::string, FakeFile> tree;
        std::uint64_t total = 0;
        {
            const std::scoped_lock lock(m_world->mutex);
            FIRKIN_ASSIGN(auto *container, m_world->need(Operation::CopyOut, id));
            for (const auto &[name, file] : container->files)
                if (name == from || name.starts_with(from == "/" ? from : from + "/")) {
                    tree.emplace(name, file);
                    total += file.entry.size;
                }
        }
        if (tree.empty())
            return fail(Operation::CopyOut, source, Reason::NoSuchFile);
        FIRKIN_TRY(m_world->work(Operation::CopyOut, source, {Phase::Copying}, total, baseOf(from), progress, stop));
        const fs::path base = fs::is_directory(target) ? target / baseOf(from) : target;
        for (const auto &[name, file] : tree) {
            const fs::path to = name == from ? base : base / name.substr(from.size() + (from == "/" ? 0 : 1));
            std::error_code error;
            if (file.entry.type == FileType::Directory) {
                fs::create_directories(to, error);
            } else if (file.entry.type == FileType::Symlink) {
                fs::create_symlink(file.entry.linkTarget, to, error);
            } else {
                std::ofstream(to, std::ios::binary) << file.content;
            }
            if (error)
                return fail(Operation::CopyOut, to.string(), Reason::SystemError, error.message());
        }
        return {};
    }

    Status extract(const ContainerId &, int, std::string_view target, std::stop_token) override
    {
        return fail(Operation::CopyIn, target, Reason::UnsupportedHere);
    }
    Status archive(const ContainerId &, std::string_view source, int, std::stop_token) override
    {
        return fail(Operation::CopyOut, source, Reason::UnsupportedHere);
    }

    Status rename(const ContainerId &id, std::string_view from, std::string_view to, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::RenameFile, from, stop));
        const std::scoped_lock lock(m_world->mutex);
        FIRKIN_ASSIGN(auto *container, m_world->need(Operation::RenameFile, id));
        const std::string source = normalised(from);
        const std::string target = normalised(to);
        if (!container->files.contains(source))
            return fail(Operation::RenameFile, from, Reason::NoSuchFile);
        std::map<std::string, FakeFile> moved;
        std::erase_if(container->files, [&](auto &item) {
            if (item.first != source && !item.first.starts_with(source + "/"))
                return false;
            moved.emplace(target + item.first.substr(source.size()), std::move(item.second));
            return true;
        });
        for (auto &[name, file] : moved)
            put(*container, name, file.entry, file.content);
        return {};
    }

    Status remove(const ContainerId &id, std::string_view path, bool recursive, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::RemoveFile, path, stop));
        const std::scoped_lock lock(m_world->mutex);
        FIRKIN_ASSIGN(auto *container, m_world->need(Operation::RemoveFile, id));
        const std::string target = normalised(path);
        if (!container->files.contains(target))
            return fail(Operation::RemoveFile, path, Reason::NoSuchFile);
        const bool full = std::ranges::any_of(container->files, [&](const auto &item) { return item.first.starts_with(target + "/"); });
        if (full && !recursive)
            return fail(Operation::RemoveFile, path, Reason::DirectoryNotEmpty);
        std::erase_if(container->files, [&](const auto &item) { return item.first == target || item.first.starts_with(target + "/"); });
        return {};
    }

    Status makeDirectory(const ContainerId &id, std::string_view path, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::MakeDirectory, path, stop));
        const std::scoped_lock lock(m_world->mutex);
        FIRKIN_ASSIGN(auto *container, m_world->need(Operation::MakeDirectory, id));
        const std::string target = normalised(path);
        if (container->files.contains(target))
            return fail(Operation::MakeDirectory, path, Reason::NameTaken);
        put(*container, target, makeEntry({}, FileType::Directory, 4096, 0755));
        return {};
    }

    Result<FileRange> read(const ContainerId &id, std::string_view path, std::uint64_t offset, std::uint32_t length,
                           std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::CopyOut, path, stop));
        const std::scoped_lock lock(m_world->mutex);
        FIRKIN_ASSIGN(auto *container, m_world->need(Operation::CopyOut, id));
        const auto it = container->files.find(normalised(path));
        if (it == container->files.end())
            return fail(Operation::CopyOut, path, Reason::NoSuchFile);
        const FakeFile &file = it->second;
        if (file.entry.type == FileType::Directory)
            return fail(Operation::CopyOut, path, Reason::IsADirectory);
        if (file.entry.type != FileType::Regular)
            return fail(Operation::CopyOut, path, Reason::UnsupportedHere);
        // A size without content is a sparse file: zeros.
        const std::uint64_t size = std::max<std::uint64_t>(file.entry.size, file.content.size());
        FileRange out;
        out.identity = static_cast<std::uint64_t>(file.entry.modified.time_since_epoch().count());
        if (offset >= size)
            return out;
        out.bytes.assign(std::min<std::uint64_t>({length, size - offset, fileRangeBytes}), '\0');
        if (offset < file.content.size())
            file.content.copy(out.bytes.data(), out.bytes.size(), offset);
        return out;
    }

    /// The tree, written out below the runtime folder: what other programs then read is the same.
    Result<fs::path> serve(const ContainerId &id, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::MountFileSystem, id.str(), stop));
        std::function<Result<fs::path>(const ContainerId &)> hook;
        {
            const std::scoped_lock lock(m_world->mutex);
            hook = m_world->serve;
        }
        if (hook)
            return hook(id);
        FIRKIN_ASSIGN(const fs::path runtime, runtimeDirectory());
        const std::scoped_lock lock(m_world->mutex);
        FIRKIN_ASSIGN(auto *container, m_world->needRunning(Operation::MountFileSystem, id));
        const fs::path root = servedFolder(runtime, id);
        std::error_code error;
        fs::remove_all(root, error);
        fs::create_directories(root, error);
        for (const auto &[name, file] : container->files) {
            const fs::path to = root / name.substr(1);
            if (file.entry.type == FileType::Directory)
                fs::create_directories(to, error);
            else if (file.entry.type == FileType::Regular)
                std::ofstream(to, std::ios::binary) << file.content;
        }
        return root;
    }

private:
    static void copyTree(FakeContainer &container, const fs::path &source, const std::string &target)
    {
        if (fs::is_symlink(source)) {
            FileEntry entry = makeEntry({}, FileType::Symlink, 0, 0777);
            entry.linkTarget = fs::read_symlink(source).string();
            put(container, target, entry);
        } else if (fs::is_directory(source)) {
            put(container, target, makeEntry({}, FileType::Directory, 4096, 0755));
            for (const auto &item : fs::directory_iterator(source))
                copyTree(container, item.path(), join(target, item.path().filename().string()));
        } else {
            std::ifstream in(source, std::ios::binary);
            std::string content((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
            put(container, target, makeEntry({}, FileType::Regular, content.size(), 0644), content);
        }
    }

    std::shared_ptr<FakeWorld> m_world;
};

class FakeLogReader : public LogReader {
public:
    FakeLogReader(std::shared_ptr<FakeWorld> world, ContainerId id) : m_world(std::move(world)), m_id(std::move(id)) {}

    LogRange range() override
    {
        const std::scoped_lock lock(m_world->mutex);
        const auto *container = m_world->find(m_id);
        return {0, container ? container->logOffset : 0};
    }
    Status seek(std::uint64_t offset) override
    {
        const std::scoped_lock lock(m_world->mutex);
        m_next = 0;
        if (const auto *container = m_world->find(m_id))
            while (m_next < container->log.size() && container->log[m_next].offset + container->log[m_next].bytes.size() <= offset)
                ++m_next;
        return {};
    }
    Result<std::vector<LogRecord>> read(std::size_t maxBytes) override
    {
        const std::scoped_lock lock(m_world->mutex);
        FIRKIN_ASSIGN(auto *container, m_world->need(Operation::ReadLogs, m_id));
        std::vector<LogRecord> records;
        std::size_t bytes = 0;
        while (m_next < container->log.size() && bytes < maxBytes) {
            bytes += container->log[m_next].bytes.size();
            records.push_back(container->log[m_next++]);
        }
        return records;
    }
    Result<bool> waitForMore(std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::ReadLogs, m_id.str(), stop));
        std::unique_lock lock(m_world->mutex);
        bool more = false;
        m_world->changed.wait(lock, stop, [&] {
            const auto *container = m_world->find(m_id);
            more = container && m_next < container->log.size();
            return more || !container || container->view.state == ContainerState::Exited;
        });
        if (stop.stop_requested())
            return fail(cancelled(Operation::ReadLogs, m_id.str()));
        return more;
    }

private:
    std::shared_ptr<FakeWorld> m_world;
    ContainerId m_id;
    std::size_t m_next = 0;
};

class FakeLogs : public Logs {
public:
    explicit FakeLogs(std::shared_ptr<FakeWorld> world) : m_world(std::move(world)) {}
    Result<std::unique_ptr<LogReader>> open(const ContainerId &id) override
    {
        const std::scoped_lock lock(m_world->mutex);
        FIRKIN_TRY(m_world->need(Operation::ReadLogs, id));
        return std::make_unique<FakeLogReader>(m_world, id);
    }
    Result<std::string> console(const ContainerId &id, std::size_t maxBytes) override
    {
        FIRKIN_TRY(m_world->enter(Operation::ReadLogs, id.str(), {}));
        const std::string text = "[    0.000000] Linux version 6.12.0-cloud-amd64\n[    0.402114] virtio_blk virtio1: [vda] 81920 blocks\n"
                                 "[    1.310872] Run /init as init process\n";
        return text.substr(0, maxBytes);
    }

private:
    std::shared_ptr<FakeWorld> m_world;
};

} // namespace

void fillFiles(FakeContainer &container)
{
    container.files["/"] = {makeEntry("/", FileType::Directory, 4096, 0755), {}};
    for (const char *folder : {"/bin", "/dev", "/etc", "/home", "/proc", "/root", "/srv", "/sys", "/usr", "/usr/share", "/var", "/var/log", "/var/www"})
        put(container, folder, makeEntry({}, FileType::Directory, 4096, 0755));
    put(container, "/tmp", makeEntry({}, FileType::Directory, 4096, 01777));
    const std::string release = "PRETTY_NAME=\"Debian GNU/Linux 13 (trixie)\"\nID=debian\n";
    put(container, "/etc/os-release", makeEntry({}, FileType::Regular, release.size(), 0644), release);
    put(container, "/etc/hostname", makeEntry({}, FileType::Regular, 4, 0644), "web\n");
    put(container, "/etc/passwd", makeEntry({}, FileType::Regular, 26, 0644), "root:x:0:0:root:/root:/bin/sh\n");
    put(container, "/etc/shadow", makeEntry({}, FileType::Regular, 412, 0640));
    put(container, "/srv/index.html", makeEntry({}, FileType::Regular, 31, 0644), "<h1>Hello from a firkin</h1>\n");
    put(container, "/srv/access log (old).txt", makeEntry({}, FileType::Regular, 48'213'004, 0644), "old\n");
    put(container, "/bin/busybox", makeEntry({}, FileType::Regular, 2'101'288, 0755));
    FileEntry link = makeEntry({}, FileType::Symlink, 7, 0777);
    link.linkTarget = "busybox";
    link.targetType = FileType::Regular;
    put(container, "/bin/sh", link);
    FileEntry dangling = makeEntry({}, FileType::Symlink, 12, 0777);
    dangling.linkTarget = "/nowhere/etc";
    put(container, "/srv/dangling", dangling);
}

std::unique_ptr<Files> makeFakeFiles(std::shared_ptr<FakeWorld> world)
{
    return std::make_unique<FakeFiles>(std::move(world));
}

std::unique_ptr<Logs> makeFakeLogs(std::shared_ptr<FakeWorld> world)
{
    return std::make_unique<FakeLogs>(std::move(world));
}

void FakeEngine::addFile(const ContainerId &id, const std::string &path, FileEntry entry, const std::string &content)
{
    const std::scoped_lock lock(m_world->mutex);
    if (auto *container = m_world->find(id))
        put(*container, path, std::move(entry), content);
}

std::optional<std::string> FakeEngine::fileContent(const ContainerId &id, const std::string &path) const
{
    const std::scoped_lock lock(m_world->mutex);
    if (auto *container = m_world->find(id))
        if (const auto it = container->files.find(path); it != container->files.end())
            return it->second.content;
    return std::nullopt;
}

void FakeEngine::setServe(std::function<Result<std::filesystem::path>(const ContainerId &)> serve)
{
    const std::scoped_lock lock(m_world->mutex);
    m_world->serve = std::move(serve);
}

} // namespace firkin::engine
