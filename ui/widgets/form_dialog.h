// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/async/operation.h"

#include <QDialog>

class QFormLayout;
class QPushButton;
class QVBoxLayout;

namespace firkin::ui {

class Banner;
class ToneLabel;

/// A form that one thing is made from: what is wrong with it as typed, a verb (which is Enter) and Cancel. Stays open
/// with its input when making fails, and makes nothing twice while that is under way. Deleted when closed.
class FormDialog : public QDialog {
    Q_OBJECT
public:
    FormDialog(const QString &title, const QString &verb, QWidget *parent);

protected:
    [[nodiscard]] QFormLayout &form() const { return *m_form; }
    /// Below the form, above what is wrong with it.
    void addNote(QWidget *note);
    /// What is wrong as typed; empty: nothing. Without `complete` the verb is off, too: something is still missing.
    void setComplaint(const QString &complaint, bool complete = true);
    /// The verb: reads the form and calls `run`.
    virtual void submit() = 0;

    /// Shows the error, or calls `onMade` and closes.
    template <class T, class F>
    void run(Operation<T> operation, F onMade)
    {
        begin();
        operation.then(this, [this, onMade = std::move(onMade)](Result<T> made) mutable {
            if (made)
                onMade(*made);
            end(made ? nullptr : &made.error());
        });
    }

private:
    void begin();
    void end(const Error *error);
    void refresh();

    QVBoxLayout *m_layout;
    Banner *m_banner;
    QFormLayout *m_form;
    ToneLabel *m_complaint;
    QPushButton *m_verb;
    bool m_fine = true;
    bool m_busy = false;
};

} // namespace firkin::ui
