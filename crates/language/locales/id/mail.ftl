## What stands in mails
mail-subject = Ringledger: { $count } masalah memerlukan perhatian Anda
mail-subject-over = Ringledger: { $count } masalah sudah selesai
mail-greeting = Ringledger menemukan { $count } masalah yang tidak hilang dengan sendirinya. Tidak ada panggilan yang hilang: yang menunggu tetap disimpan.
mail-greeting-over = { $count } masalah yang pernah diberitahukan kepada Anda sudah selesai.
mail-facts = { $count } terdampak, sejak { $first }, terakhir { $last } ({ $zone }).
mail-facts-since = Sejak { $first } ({ $zone }).
mail-facts-over = Selesai sejak { $over } ({ $zone }).
mail-cause = Penyebab:
mail-fix = Yang harus dilakukan:
mail-sample = Contoh panggilan:
mail-open = Buka di Ringledger:
mail-more = Dan { $count } masalah lain.
mail-all = Semua kesalahan di Ringledger:
mail-why = Anda menerima ini karena alamat Anda ada dalam pengaturan Ringledger. Masalah baru segera diberitahukan, selebihnya paling banyak sekali per jam.
mail-unsubscribe = Berhenti menerima email ini:
mail-test-subject = Ringledger: email uji
mail-test-greeting = Email ini hanya menyatakan bahwa email dari Ringledger sampai.

## What a mail server does
mail-problem-mail_not_set_up = Server email belum diatur. Masukkan di Pengaturan, Email.
mail-problem-mail_bad_address = Alamat email tidak dapat dipakai: { $detail }. Perbaiki di pengaturan.
mail-problem-mail_unprotected = Kata sandi akan dikirim tanpa perlindungan ke { $detail }, jadi tidak dikirim. Pilih STARTTLS atau TLS.
mail-problem-mail_unreachable = Server email tidak dapat dijangkau ({ $detail }). Periksa nama, port, dan firewall.
mail-problem-mail_timeout = Server email tidak menjawab tepat waktu ({ $detail }). Periksa nama, port, dan jenis perlindungan: server yang langsung meminta TLS akan diam tanpanya.
mail-problem-mail_tls = Tidak ada koneksi terlindung dengan server email ({ $detail }). Periksa jenis perlindungan dan apakah sertifikatnya berlaku untuk nama ini.
mail-problem-mail_sign_in = Server email menolak masuk ({ $detail }). Periksa pengguna dan kata sandi; sebagian penyedia meminta kata sandi aplikasi.
mail-problem-mail_refused = Server email menolak email secara tetap ({ $detail }). Jawabannya menyebut alasan; sering kali pengirim atau penerima tidak diizinkan.
mail-problem-mail_later = Server email meminta dicoba lagi nanti ({ $detail }). Tidak perlu tindakan: akan dicoba lagi.
mail-problem-mail_unclear = Server email memutus percakapan atau menjawab sesuatu yang tidak dapat dipahami ({ $detail }). Jika tetap terjadi, pastikan nama dan port adalah milik server email.

## The page of the settings
mail-title = Email
mail-about = Siapa yang diberi tahu jika terjadi masalah, dan melalui server email mana. Penyebab baru diberitahukan dalam satu menit, selebihnya paling banyak sekali per jam.
mail-off = Tidak ada email yang dikirim: server belum diatur.
mail-field-host = Server email
mail-help-host = Namanya, misalnya smtp.example.com. Kosong: tidak ada email.
mail-field-port = Port
mail-field-tls = Perlindungan
mail-tls-starttls = STARTTLS (biasanya port 587)
mail-tls-tls = TLS sejak awal (biasanya port 465)
mail-tls-none = Tanpa: hanya untuk server di mesin ini
mail-field-user = Pengguna
mail-help-user = Kosong jika server tidak meminta masuk.
mail-field-password = Kata sandi
mail-help-password = Disimpan terenkripsi dan tidak pernah ditampilkan. Biarkan kosong untuk mempertahankan yang tersimpan.
mail-field-from = Pengirim
mail-help-from = Alamat yang boleh dipakai server email Anda untuk mengirim, misalnya ringledger@example.com.
mail-field-to = Penerima
mail-help-to = Satu alamat per baris. Siapa pun yang memiliki akun di sini menerima email dalam bahasa akunnya.
mail-field-language = Bahasa penerima lain
mail-field-zone = Zona waktu penerima lain
mail-save = Simpan
mail-locked = Ditetapkan oleh berkas konfigurasi atau lingkungan; tidak dapat diubah di sini.
mail-test-title = Apakah berfungsi?
mail-test-about = Mengirim email uji dengan pengaturan yang tersimpan dan menampilkan jawaban server.
mail-test-to = Kirim ke
mail-test-send = Kirim email uji
mail-test-worked = Server menerima email dan menjawab: { $code } { $text }
mail-unsubscribed-title = Yang tidak ingin email lagi
mail-unsubscribed-again = Kirim lagi ke { $address }
mail-said-saved = Pengaturan email tersimpan.
mail-said-subscribed = Alamat tersebut menerima email lagi.
mail-bad-port = Port adalah angka dari 1 sampai 65535.
mail-password-again = Kata sandi disimpan untuk server yang lama. Ketik lagi agar dikirim ke server, port, atau perlindungan yang lain.
mail-bad-address = Ini bukan alamat email: { $address }

## The page behind the link in a mail
mail-stop-title = Berhenti menerima email
mail-stop-question = Hentikan pengiriman email Ringledger ke { $address }?
mail-stop-button = Hentikan email
mail-stop-done = Tidak ada lagi email ke { $address }. Administrator dapat membatalkannya di pengaturan.
mail-no-such-link = Tautan ini tidak berfungsi
mail-no-such-link-text = Bukan tautan kami, atau ada bagian yang hilang. Salin seluruhnya dari email.
