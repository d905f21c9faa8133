#include "ui/stats/sample_table.h"

#include "ui/style/format.h"

#include <QDateTime>
#include <QTimeZone>

#include <cmath>

namespace firkin::ui {

using namespace Qt::StringLiterals;

QByteArray csvOf(std::span<const engine::Sample> samples)
{
    QByteArray text = "time,cpu_share,memory_bytes,memory_limit_bytes,received_bytes_per_s,sent_bytes_per_s,read_bytes_per_s,written_bytes_per_s,"
                      "processes,oom_kills,host_memory_bytes,host_cpu_cores\n";
    const auto real = [](double value, int digits) { return std::isfinite(value) ? QByteArray::number(value, 'f', digits) : QByteArray(); };
    for (const auto &sample : samples) {
        const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(sample.time.time_since_epoch()).count();
        text += QDateTime::fromMSecsSinceEpoch(ms, QTimeZone::UTC).toString(Qt::ISODateWithMs).toLatin1();
        for (const QByteArray &field : {real(sample.cpu, 4), QByteArray::number(qulonglong(sample.memoryBytes)), QByteArray::number(qulonglong(sample.memoryLimit)),
                                        real(sample.networkReceived, 0), real(sample.networkSent, 0), real(sample.blockRead, 0), real(sample.blockWritten, 0),
                                        QByteArray::number(sample.processes), QByteArray::number(qulonglong(sample.oomKills)),
                                        QByteArray::number(qulonglong(sample.hostMemoryBytes)), real(sample.hostCpu, 4)})
            text += ',' + field;
        text += '\n';
    }
    return text;
}

void SampleModel::setSamples(std::vector<engine::Sample> samples)
{
    beginResetModel();
    m_samples = std::move(samples);
    endResetModel();
}

void SampleModel::append(const engine::Sample &sample)
{
    beginInsertRows({}, 0, 0);
    m_samples.push_back(sample);
    endInsertRows();
}

int SampleModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_samples.size());
}

int SampleModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant SampleModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | (section == TimeColumn ? Qt::AlignLeft : Qt::AlignRight));
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(section)) {
    case TimeColumn: return tr("Time");
    case CpuColumn: return tr("CPU");
    case MemoryColumn: return tr("Memory");
    case ReceivedColumn: return tr("Received");
    case SentColumn: return tr("Sent");
    case ReadColumn: return tr("Read");
    case WrittenColumn: return tr("Written");
    case ProcessesColumn: return tr("Processes");
    case HostMemoryColumn: return tr("Host memory");
    case HostCpuColumn: return tr("Host CPU");
    case ColumnCount: break;
    }
    return {};
}

QVariant SampleModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | (index.column() == TimeColumn ? Qt::AlignLeft : Qt::AlignRight));
    if (role != Qt::DisplayRole)
        return {};
    const auto &sample = m_samples[m_samples.size() - 1 - static_cast<std::size_t>(index.row())];
    switch (static_cast<Column>(index.column())) {
    case TimeColumn: return formatDateTime(sample.time);
    case CpuColumn: return formatPercent(sample.cpu);
    case MemoryColumn: return formatSize(sample.memoryBytes);
    case ReceivedColumn: return formatRate(sample.networkReceived);
    case SentColumn: return formatRate(sample.networkSent);
    case ReadColumn: return formatRate(sample.blockRead);
    case WrittenColumn: return formatRate(sample.blockWritten);
    case ProcessesColumn: return formatNumber(sample.processes);
    case HostMemoryColumn: return formatSize(sample.hostMemoryBytes);
    case HostCpuColumn: return formatPercent(sample.hostCpu);
    case ColumnCount: break;
    }
    return {};
}

} // namespace firkin::ui
