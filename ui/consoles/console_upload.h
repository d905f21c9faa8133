// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/ids.h"

#include <QList>
#include <QObject>
#include <QUrl>

#include <string>
#include <vector>

class QWidget;

namespace firkin::ui {

class Services;

/// Files dropped on a terminal: copied into the folder of the program in the foreground; their quoted paths are typed once
/// they are there, and only then.
class ConsoleUpload : public QObject {
    Q_OBJECT
public:
    ConsoleUpload(Services &services, QWidget *console);
    void start(const ContainerId &container, const SessionId &session, const QList<QUrl> &urls);

Q_SIGNALS:
    void typed(const QString &words);
    void noticed(const QString &text);

private:
    void copy(const ContainerId &container, const std::string &folder, const std::vector<std::string> &paths);

    Services &m_services;
    QWidget *m_console;
};

} // namespace firkin::ui
