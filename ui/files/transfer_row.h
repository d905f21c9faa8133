// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services/transfers.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QToolButton;

namespace firkin::ui {

class ElidedLabel;
class IconLabel;

/// One item of a copy: name, how far it is, how fast, Skip; what kept it from going on.
class TransferRow : public QWidget {
    Q_OBJECT
public:
    explicit TransferRow(QWidget *parent = nullptr);
    void show(const TransferItem &item);

Q_SIGNALS:
    void skipRequested();

private:
    IconLabel *m_icon;
    ElidedLabel *m_name;
    QLabel *m_numbers;
    QProgressBar *m_progress;
    QToolButton *m_skip;
};

/// "12 MiB of 40 MiB · 3.1 MiB/s"; pure but for tr().
[[nodiscard]] QString transferNumbers(const Progress &progress, double bytesPerSecond);

} // namespace firkin::ui
