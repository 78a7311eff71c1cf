//! The store's behaviour, on SQLite always and on PostgreSQL when `ZHENGJI_TEST_POSTGRES` names a server.

#[cfg(test)]
mod archive;
#[cfg(test)]
mod choosing;
#[cfg(test)]
mod claiming;
#[cfg(test)]
mod digests;
#[cfg(test)]
mod extensions;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod forms;
#[cfg(test)]
mod judging;
#[cfg(test)]
mod ledger;
#[cfg(test)]
mod letters;
#[cfg(test)]
mod mailboxes;
#[cfg(test)]
mod opening;
#[cfg(test)]
mod originals;
#[cfg(test)]
mod people;
#[cfg(test)]
mod pieces;
#[cfg(test)]
mod rates;
#[cfg(test)]
mod receipts;
#[cfg(test)]
mod reconciling;
#[cfg(test)]
mod replaced;
#[cfg(test)]
mod reports;
#[cfg(test)]
mod roster;
#[cfg(test)]
mod rounds;
#[cfg(test)]
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
