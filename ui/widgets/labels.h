#pragma once

#include "ui/style/colors.h"

#include <QLabel>

namespace firkin::ui {

/// A label that never guesses rich text.
[[nodiscard]] QLabel *plainLabel(const QString &text, QWidget *parent = nullptr);
/// Larger and bolder: the title of a page or dialog.
[[nodiscard]] QLabel *titleLabel(const QString &text, QWidget *parent = nullptr);

/// Text in a tone's colour that follows the theme; wraps if asked.
class ToneLabel : public QLabel {
    Q_OBJECT
public:
    explicit ToneLabel(Tone tone, const QString &text = {}, QWidget *parent = nullptr);
    void setTone(Tone tone);

protected:
    void changeEvent(QEvent *event) override;

private:
    void tint();
    Tone m_tone;
    bool m_tinting = false;
};

/// One line that ends with … when it is too narrow, the whole then in its tooltip.
class ElidedLabel : public QLabel {
    Q_OBJECT
public:
    explicit ElidedLabel(Qt::TextElideMode mode = Qt::ElideRight, QWidget *parent = nullptr);
    void setFullText(const QString &text);
    [[nodiscard]] QString fullText() const { return m_text; }
    QSize minimumSizeHint() const override;
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_text;
    Qt::TextElideMode m_mode;
};

/// An icon that is painted anew with the theme.
class IconLabel : public QWidget {
    Q_OBJECT
public:
    explicit IconLabel(int side, QWidget *parent = nullptr);
    void setIcon(const QIcon &icon);
    QSize sizeHint() const override { return {m_side, m_side}; }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QIcon m_icon;
    int m_side;
};

/// A thin line between areas.
[[nodiscard]] QWidget *separatorLine(QWidget *parent = nullptr);

} // namespace firkin::ui
