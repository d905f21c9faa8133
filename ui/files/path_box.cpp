// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/files/path_box.h"

#include "ui/async/plain_text.h"
#include "ui/files/file_text.h"
#include "ui/services/services.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QStringListModel>

namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int settleMs = 120;
/// Names to choose from; who types more letters sees others.
constexpr qsizetype mostNames = 2000;

} // namespace

PathBox::PathBox(Services &services, QWidget *parent)
    : QLineEdit(u"/"_s, parent), m_services(services), m_completer(new QCompleter(this)), m_names(new QStringListModel(this))
{
    setAccessibleName(tr("Path"));
    setPlaceholderText(tr("Path in the container"));
    m_completer->setModel(m_names);
    m_completer->setCompletionMode(QCompleter::PopupCompletion);
    m_completer->setCaseSensitivity(Qt::CaseSensitive);
    m_completer->setMaxVisibleItems(12);
    setCompleter(m_completer);
    m_settled.setSingleShot(true);
    m_settled.setInterval(settleMs);
    connect(&m_settled, &QTimer::timeout, this, &PathBox::lookUp);
    connect(this, &QLineEdit::textEdited, this, [this] { m_settled.start(); });
    connect(this, &QLineEdit::returnPressed, this, [this] {
        m_settled.stop();
        m_completer->popup()->hide();
        Q_EMIT pathEntered(cleanPath(toBytes(text())));
    });
}

void PathBox::setContainer(const ContainerId &container)
{
    m_container = container;
    delete std::exchange(m_listing, nullptr);
    m_folder.clear();
    m_found.clear();
    m_names->setStringList({});
    m_settled.stop();
    setText(u"/"_s);
}

void PathBox::showPath(const std::string &path)
{
    if (!hasFocus() || !isModified())
        setText(ui::displayText(path));
}

void PathBox::lookUp()
{
    const std::string typed = toBytes(text());
    if (m_container.empty() || !typed.starts_with('/'))
        return;
    const std::string folder = cleanPath(typed.substr(0, typed.rfind('/') + 1));
    if (folder == m_folder) {
        offer();
        return;
    }
    delete std::exchange(m_listing, nullptr);
    m_folder = folder;
    m_found.clear();
    m_listing = m_services.files.list(m_container, folder, this);
    connect(m_listing, &DirectoryListing::page, this, [this, folder](const std::vector<engine::FileEntry> &entries) {
        for (const engine::FileEntry &entry : entries) {
            const QString shown = ui::displayText(entry.name);
            if (m_found.size() < mostNames && toBytes(shown) == entry.name) // what can be typed as it is
                m_found << ui::displayText(joinPath(folder, entry.name)) + (leadsToFolder(entry) ? u"/"_s : QString());
        }
    });
    connect(m_listing, &DirectoryListing::finished, this, [this] {
        m_listing->deleteLater();
        m_listing = nullptr;
        m_found.sort();
        offer(); // a folder that cannot be listed offers nothing; going there will say why
    });
}

void PathBox::offer()
{
    m_names->setStringList(m_found);
    if (!hasFocus() || m_found.isEmpty())
        return;
    m_completer->setCompletionPrefix(text());
    if (m_completer->completionCount() > 0)
        m_completer->complete();
}

} // namespace firkin::ui
