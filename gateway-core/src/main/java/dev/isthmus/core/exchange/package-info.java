/** The engine: drives one call from its first byte to its ledger row. */
@NullMarked
package dev.isthmus.core.exchange;

import org.jspecify.annotations.NullMarked;
