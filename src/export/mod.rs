//! Documents as tables and inventories, for other programs. Pure: documents and the answers about them in, bytes out.
//!
//! - [`item`]: a document and what is answered about it.
//! - [`table`]: CSV, for a French spreadsheet and to publish.
//! - [`glpi`]: inventories for GLPI, one a machine.
//!
//! What is not authentic is never told as if it were: its state stands in its row, and what it claims of an erasure does not.
//! `docs/merge.md` names each column.

pub mod glpi;
pub mod item;
pub mod table;
