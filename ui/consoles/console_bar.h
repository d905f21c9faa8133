// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/style/colors.h"

#include <QWidget>

#include <functional>
#include <optional>

class QLabel;
class QPushButton;

namespace firkin::ui {

class IconLabel;

/// The strip below a terminal's text: what happened and what can be done about it. Hidden while it has nothing to say.
class ConsoleBar : public QWidget {
    Q_OBJECT
public:
    struct Offer {
        QString text;
        std::function<void()> action;
        bool enabled = true;
    };
    struct Content {
        QLatin1StringView iconName;
        Tone tone = Tone::Muted;
        QString text;
        std::optional<Offer> action{};
        std::optional<Offer> second{};
        bool closable = false;
    };

    explicit ConsoleBar(QWidget *parent = nullptr);
    /// Empty: nothing to say.
    void show(const std::optional<Content> &content);

Q_SIGNALS:
    void closeRequested();

private:
    void offer(QPushButton *button, const std::optional<Offer> &offer);

    IconLabel *m_icon;
    QLabel *m_text;
    QPushButton *m_second;
    QPushButton *m_action;
    QPushButton *m_close;
};

} // namespace firkin::ui
