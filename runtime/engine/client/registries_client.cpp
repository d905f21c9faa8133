// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/client/registries_client.h"

#include "runtime/base/paths.h"
#include "runtime/image/registry_login.h"

namespace firkin::engine {

std::filesystem::path registriesFile()
{
    return configDirectory() / "registries.json";
}

Result<std::vector<std::string>> RegistriesClient::list(std::stop_token)
{
    return image::registriesWithLogin(registriesFile());
}

Result<Registries::KeptIn> RegistriesClient::logIn(std::string_view registry, std::string_view user, std::string_view password, std::stop_token stop)
{
    FIRKIN_ASSIGN(const image::LoginPlace place, image::logIn(registriesFile(), registry, user, password, stop));
    return place == image::LoginPlace::SecretService ? KeptIn::SecretService : KeptIn::File;
}

Status RegistriesClient::logOut(std::string_view registry, std::stop_token stop)
{
    return image::logOut(registriesFile(), registry, stop);
}

} // namespace firkin::engine
