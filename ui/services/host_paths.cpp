// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/host_paths.h"

namespace firkin::ui {

std::string hostPathOf(const QUrl &url)
{
    if (!url.isLocalFile())
        return {};
    // Not toLocalFile(): a name that is no UTF-8 would come out as another one.
    std::string path = QByteArray::fromPercentEncoding(url.path(QUrl::FullyEncoded).toLatin1()).toStdString();
    while (path.size() > 1 && path.ends_with('/'))
        path.pop_back();
    return path.starts_with('/') && path.find('\0') == std::string::npos ? path : std::string();
}

std::vector<std::string> hostPathsOf(const QList<QUrl> &urls)
{
    std::vector<std::string> paths;
    for (const QUrl &url : urls) {
        if (std::string path = hostPathOf(url); !path.empty())
            paths.push_back(std::move(path));
    }
    return paths;
}

QUrl urlOf(std::string_view hostPath)
{
    const QByteArray path(hostPath.data(), static_cast<qsizetype>(hostPath.size()));
    return QUrl::fromEncoded("file://" + path.toPercentEncoding("/"), QUrl::StrictMode);
}

} // namespace firkin::ui
