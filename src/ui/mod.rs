//! Building blocks that know nothing of the API or of the session: native elements first.

pub mod clipboard;
pub mod csv;
pub mod dialog;
pub mod download;
pub mod error_panel;
pub mod field;
pub mod filter;
pub mod focus;
pub mod icon;
pub mod lazy;
pub mod page;
pub mod pager;
pub mod search;
pub mod skeleton;
pub mod sort;
pub mod submit;
pub mod theme;
pub mod time;
pub mod toast;
pub mod virtual_rows;

pub use dialog::Dialog;
pub use error_panel::ErrorPanel;
pub use lazy::Lazy;
pub use page::PageHeader;
pub use toast::Toasts;
