// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/stream/stream_receiver.h"
#include "runtime/agent/stream/stream_sender.h"

/// Moves bytes between a non-blocking connection and an end of a stream, as far as it goes without waiting.
/// Shared by event loops (guest) and by the blocking ends (StreamReader, StreamWriter).
namespace firkin::agent {

/// Writes what is pending until the descriptor would block. True: something is left to write, wait for POLLOUT.
/// ConnectionLost when the peer is gone; the caller then drops the connection.
Result<bool> flush(StreamSender &sender, int fd);
Result<bool> flush(StreamReceiver &receiver, int fd);

/// Reads once and hands it on. ConnectionLost at the end of the file: a regular end is a frame.
/// Nothing to read is no error.
Status pull(StreamSender &sender, int fd);
Status pull(StreamReceiver &receiver, int fd);

} // namespace firkin::agent
