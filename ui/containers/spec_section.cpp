#include "ui/containers/spec_section.h"

namespace firkin::ui {

SpecSection::~SpecSection() = default;

std::vector<SpecSectionEntry> specSections()
{
    return {};
}

} // namespace firkin::ui
