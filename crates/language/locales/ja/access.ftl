access-sign-in = ログイン
access-email = メールアドレス
access-password = パスワード
access-wrong-password = メールアドレスまたはパスワードが正しくありません。
access-not-allowed = このページを表示する権限がありません
access-not-allowed-text = 現在のロールにはこの権限が含まれていません。オーナーが「ユーザー」でロールを変更できます。
