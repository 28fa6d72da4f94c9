/** Prices and the ledger: tokens in, money out. */
@NullMarked
package dev.isthmus.core.account;

import org.jspecify.annotations.NullMarked;
