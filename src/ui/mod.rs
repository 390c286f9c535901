//! Building blocks that know nothing of the API or of the session: native elements first.

pub mod address;
pub mod appearance;
pub mod clipboard;
pub mod dialog;
pub mod download;
pub mod error_panel;
pub mod field;
pub mod filter;
pub mod focus;
pub mod foreign;
pub mod icon;
pub mod keys;
pub mod lazy;
pub mod navigate;
pub mod number;
pub mod page;
pub mod pager;
pub mod roles;
pub mod search;
pub mod skeleton;
pub mod sort;
pub mod submit;
pub mod time;
pub mod toast;
pub mod virtual_rows;
pub mod virtual_table;
pub mod who;

pub use dialog::Dialog;
pub use error_panel::ErrorPanel;
pub use field::PrincipalField;
pub use lazy::Lazy;
pub use page::PageHeader;
pub use toast::Toasts;
pub use who::Who;
