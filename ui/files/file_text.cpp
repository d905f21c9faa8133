#include "ui/files/file_text.h"

#include "ui/async/plain_text.h"

#include <QCoreApplication>

namespace firkin::ui {

namespace {

struct Files {
    Q_DECLARE_TR_FUNCTIONS(Files)
};

constexpr std::size_t maxName = 255;

QChar typeLetter(engine::FileType type)
{
    switch (type) {
    case engine::FileType::Directory:
        return u'd';
    case engine::FileType::Symlink:
        return u'l';
    case engine::FileType::Fifo:
        return u'p';
    case engine::FileType::Socket:
        return u's';
    case engine::FileType::CharacterDevice:
        return u'c';
    case engine::FileType::BlockDevice:
        return u'b';
    case engine::FileType::Regular:
        return u'-';
    case engine::FileType::Unknown:
        return u'?';
    }
    return u'?';
}

} // namespace

std::string joinPath(std::string_view folder, std::string_view name)
{
    std::string path(folder.empty() ? "/" : folder);
    if (!path.ends_with('/'))
        path += '/';
    path += name;
    return path;
}

std::string lastPart(std::string_view path)
{
    return std::string(path.substr(path.rfind('/') + 1));
}

std::string parentPath(std::string_view path)
{
    const std::size_t slash = path.find_last_of('/');
    return slash == std::string_view::npos || slash == 0 ? "/" : std::string(path.substr(0, slash));
}

std::vector<std::string> pathParts(std::string_view path)
{
    std::vector<std::string> parts;
    while (!path.empty()) {
        const std::size_t slash = path.find('/');
        const std::string_view part = path.substr(0, slash);
        if (!part.empty() && part != ".")
            parts.emplace_back(part);
        path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    }
    return parts;
}

std::string cleanPath(std::string_view typed)
{
    std::string path;
    for (const std::string &part : pathParts(typed))
        path += '/' + part;
    return path.empty() ? "/" : path;
}

QString modeText(engine::FileType type, std::uint32_t mode)
{
    QString text(10, u'-');
    text[0] = typeLetter(type);
    static constexpr char16_t letters[] = u"rwxrwxrwx";
    for (int i = 0; i < 9; ++i) {
        if (mode & (0400U >> i))
            text[i + 1] = letters[i];
    }
    const auto special = [&](std::uint32_t bit, int place, char16_t with, char16_t without) {
        if (mode & bit)
            text[place] = text[place] == u'x' ? with : without;
    };
    special(04000, 3, u's', u'S');
    special(02000, 6, u's', u'S');
    special(01000, 9, u't', u'T');
    return text;
}

QString ownerText(const engine::FileEntry &entry)
{
    const QString user = entry.owner.empty() ? QString::number(entry.uid) : displayText(entry.owner);
    const QString group = entry.group.empty() ? QString::number(entry.gid) : displayText(entry.group);
    return user + u':' + group;
}

QString typeText(engine::FileType type)
{
    switch (type) {
    case engine::FileType::Regular:
        return Files::tr("File");
    case engine::FileType::Directory:
        return Files::tr("Folder");
    case engine::FileType::Symlink:
        return Files::tr("Link");
    case engine::FileType::Fifo:
        return Files::tr("Pipe");
    case engine::FileType::Socket:
        return Files::tr("Socket");
    case engine::FileType::CharacterDevice:
    case engine::FileType::BlockDevice:
        return Files::tr("Device");
    case engine::FileType::Unknown:
        break;
    }
    return Files::tr("Unknown");
}

bool leadsToFolder(const engine::FileEntry &entry)
{
    return entry.type == engine::FileType::Directory
           || (entry.type == engine::FileType::Symlink && entry.targetType == engine::FileType::Directory);
}

QString nameComplaint(const QString &name)
{
    if (name.isEmpty())
        return Files::tr("It needs a name.");
    if (name == u"." || name == u"..")
        return Files::tr("This name is taken by the folder itself.");
    if (name.contains(u'/'))
        return Files::tr("A name has no slash.");
    if (name.contains(QChar::Null))
        return Files::tr("A name has no zero byte.");
    if (name.toStdString().size() > maxName)
        return Files::tr("The name is too long.");
    return {};
}

} // namespace firkin::ui
