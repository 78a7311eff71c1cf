//! The store's behaviour, on SQLite always and on PostgreSQL when `ZHENGJI_TEST_POSTGRES` names a server.

mod archive;
mod claiming;
mod fixtures;
mod judging;
mod letters;
mod opening;
mod originals;
mod people;
mod roster;
mod rulings;

/// Runs a test on each database, each time with an empty one.
macro_rules! on_both {
    ($($name:ident)*) => {
        mod sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    super::$name(crate::fixtures::sqlite().await).await;
                }
            )*
        }
        mod postgres {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    if let Some(place) = crate::fixtures::postgres().await {
                        let url = place.url.clone();
                        super::$name(place).await;
                        crate::fixtures::remove(&url).await;
                    }
                }
            )*
        }
    };
}
pub(crate) use on_both;
