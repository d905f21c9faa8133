// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/files/copy_flow.h"

#include "ui/async/plain_text.h"
#include "ui/files/file_text.h"
#include "ui/services/services.h"
#include "ui/style/icons.h"
#include "ui/widgets/question_dialog.h"

#include <QCheckBox>
#include <QPushButton>

#include <sys/stat.h>

namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {

/// More than so many: the folder is listed instead of each name being looked up.
constexpr std::size_t fewNames = 16;

Result<std::set<std::string>> takenNames(engine::Files &files, const CopyJob &job, std::stop_token stop)
{
    std::set<std::string> wanted, taken;
    for (const CopyItem &item : job.items)
        wanted.insert(item.name);
    if (!job.folder.container) {
        for (const std::string &name : wanted) {
            struct stat status{};
            if (::lstat(joinPath(job.folder.path, name).c_str(), &status) == 0)
                taken.insert(name);
        }
    } else if (wanted.size() <= fewNames) {
        for (const std::string &name : wanted) {
            const auto there = files.stat(*job.folder.container, joinPath(job.folder.path, name), stop);
            if (there)
                taken.insert(name);
            else if (there.error().rootReason() != Reason::NoSuchFile)
                return fail(there.error());
        }
    } else {
        FIRKIN_TRY(files.list(
            *job.folder.container, job.folder.path,
            [&](const std::vector<engine::FileEntry> &page) {
                for (const engine::FileEntry &entry : page)
                    taken.insert(entry.name);
            },
            stop));
    }
    return taken;
}

} // namespace

CopyFlow *CopyFlow::start(Services &services, CopyJob job, QWidget *window)
{
    auto *flow = new CopyFlow(services, std::move(job), window);
    flow->look();
    return flow;
}

CopyFlow::CopyFlow(Services &services, CopyJob job, QWidget *window)
    : QObject(window), m_services(services), m_job(std::move(job)), m_window(window)
{
}

void CopyFlow::look()
{
    Pool &pool = m_job.folder.container ? m_services.pools.lane(*m_job.folder.container) : m_services.pools.shared();
    runAsync(pool, [&engine = m_services.engine, job = m_job](std::stop_token stop) {
        return takenNames(engine.files(), job, stop);
    }).then(this, [this](Result<std::set<std::string>> taken) {
        if (!taken) {
            Q_EMIT failed(taken.error());
            deleteLater();
            return;
        }
        m_taken = std::move(*taken);
        m_conflicts = conflictsOf(m_job, m_taken);
        ask();
    });
}

void CopyFlow::ask()
{
    if (m_conflicts.empty()) {
        go();
        return;
    }
    const CopyItem &item = m_job.items[m_conflicts.front()];
    auto *box = new QuestionDialog(icon("warning"_L1, Tone::Warning), tr("It is there already"),
                                   tr("“%1” is in %2 already. A folder keeps what the other one has not.")
                                       .arg(displayText(item.name), displayText(m_job.folder.path)),
                                   m_window);
    QCheckBox *all = nullptr;
    if (m_conflicts.size() > 1)
        all = box->addCheckBox(tr("The same for %n more", nullptr, static_cast<int>(m_conflicts.size()) - 1));
    const auto button = [&](const QString &text, ConflictAnswer answer, QuestionDialog::Weight weight) {
        auto *made = box->addButton(text, weight);
        connect(made, &QPushButton::clicked, this, [this, answer, all] { take(answer, all && all->isChecked()); });
        return made;
    };
    button(tr("Overwrite"), ConflictAnswer::Overwrite, QuestionDialog::Weight::Normal);
    button(tr("Skip"), ConflictAnswer::Skip, QuestionDialog::Weight::Normal);
    button(tr("Keep Both"), ConflictAnswer::KeepBoth, QuestionDialog::Weight::Normal)->setFocus();
    box->addButton(tr("Cancel"), QuestionDialog::Weight::Cancel);
    connect(box, &QDialog::rejected, this, [this] {
        Q_EMIT calledOff();
        deleteLater();
    });
    box->open();
}

void CopyFlow::take(ConflictAnswer given, bool forAll)
{
    do {
        answer(m_job, m_conflicts.front(), given, m_taken);
        m_conflicts.erase(m_conflicts.begin());
    } while (forAll && !m_conflicts.empty());
    ask();
}

void CopyFlow::go()
{
    std::erase_if(m_job.items, [](const CopyItem &item) { return item.skip; });
    if (m_job.items.empty())
        Q_EMIT calledOff();
    else
        Q_EMIT started(m_services.files.copy(std::move(m_job)));
    deleteLater();
}

} // namespace firkin::ui
