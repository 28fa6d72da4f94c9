package dev.isthmus.server.http;

import java.nio.file.Path;

/** Where a listener's certificate chain and private key lie, both as PEM. */
public record TlsFiles(Path certificate, Path key) {}
