// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/consoles/console_memory.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace firkin::ui {

using namespace Qt::StringLiterals;

RememberedTabs readTabs(const QByteArray &bytes)
{
    const QJsonObject all = QJsonDocument::fromJson(bytes).object();
    RememberedTabs out;
    out.current = all["current"_L1].toString();
    for (const QJsonValue &tab : all["tabs"_L1].toArray()) {
        RememberedTab read{{}, tab["name"_L1].toString(), tab["column"_L1].toBool()};
        for (const QJsonValue &session : tab["sessions"_L1].toArray())
            read.sessions << session.toString();
        if (tab["session"_L1].isString()) // as the first version wrote it
            read.sessions << tab["session"_L1].toString();
        read.sessions.removeAll(QString());
        if (!read.sessions.isEmpty())
            out.tabs.push_back(std::move(read));
    }
    return out;
}

QByteArray writeTabs(const RememberedTabs &tabs)
{
    if (tabs.tabs.empty())
        return {};
    QJsonArray list;
    for (const RememberedTab &tab : tabs.tabs) {
        QJsonObject one{{u"sessions"_s, QJsonArray::fromStringList(tab.sessions)}, {u"name"_s, tab.name}};
        if (tab.isColumn)
            one.insert(u"column"_s, true);
        list.append(one);
    }
    return QJsonDocument(QJsonObject{{u"tabs"_s, list}, {u"current"_s, tabs.current}}).toJson(QJsonDocument::Compact);
}

QString tabsKey(const ContainerId &container)
{
    return u"consoles/"_s + QString::fromStdString(container.str());
}

} // namespace firkin::ui
