// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/containers/row_drop.h"

#include "ui/async/error_text.h"
#include "ui/async/plain_text.h"
#include "ui/files/copy_flow.h"
#include "ui/files/drop_sheet.h"
#include "ui/services/services.h"
#include "ui/widgets/toasts.h"

namespace firkin::ui {

RowDrop::RowDrop(Services &services, Toasts &toasts, ConsoleMemory memory, QWidget *page)
    : QObject(page), m_services(services), m_toasts(toasts), m_memory(std::move(memory)), m_page(page)
{
}

void RowDrop::ask(const ContainerId &id, const std::vector<std::string> &paths, const QRect &row)
{
    const auto *view = m_services.containers.find(id);
    if (!view)
        return;
    const std::string folder = view->spec.workingDirectory.empty() ? "/" : view->spec.workingDirectory;
    std::vector<CopyPlace> sources;
    for (const std::string &path : paths)
        sources.push_back(m_services.files.placeOf(path));
    const DropSheet::Memory memory{[this](const QString &key) { return m_memory.load ? QString::fromUtf8(m_memory.load(key)) : QString(); },
                                   [this](const QString &key, const QString &value) {
                                       if (m_memory.save)
                                           m_memory.save(key, value.toUtf8());
                                   }};
    auto *sheet = new DropSheet(m_services, id, std::move(sources), folder, memory, row, m_page);
    connect(sheet, &DropSheet::copyRequested, this, [this, name = displayText(view->name)](const CopyJob &job) {
        CopyFlow *flow = CopyFlow::start(m_services, job, m_page);
        connect(flow, &CopyFlow::failed, this, [this](const Error &error) { m_toasts.show(errorText(error).headline); });
        connect(flow, &CopyFlow::started, this, [this, name, job](TaskId task) {
            const QString what = job.items.size() == 1 ? displayText(job.items.front().name)
                                                       : tr("%n items", nullptr, static_cast<int>(job.items.size()));
            m_toasts.show(tr("Copying %1 to %2 in %3").arg(what, displayText(job.folder.path), name), tr("Cancel"),
                          [this, task] { m_services.tasks.cancel(task); });
        });
    });
    sheet->open();
}

} // namespace firkin::ui
