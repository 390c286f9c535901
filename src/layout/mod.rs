//! What is around every page: the frame, the account menu, and the gate in front of it.

pub mod account_menu;
pub mod gate;
pub mod navigation;
pub mod shell;
pub mod sign_in_states;
